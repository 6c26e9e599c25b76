package io.fairlead.server.sim;

import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * What failpoints do to one life of a simulated member: a halt is a crash inside whatever the member does, and a sleep puts off
 * the next turn of the loop that reached the place, since a turn itself takes no time here. In the calm nothing happens any more.
 */
final class SimFailpoints implements Failpoints.Effect {
    private final SimCluster cluster;
    private final String member;
    private final SplittableRandom random;
    private final LongConsumer sleepInTurn;

    /** @param sleepInTurn puts off the next turn of the loop that has its turn now, if one has */
    SimFailpoints(SimCluster cluster, String member, SplittableRandom random, LongConsumer sleepInTurn) {
        this.cluster = cluster;
        this.member = member;
        this.random = random;
        this.sleepInTurn = sleepInTurn;
    }

    @Override
    public void halt(Failpoint at) {
        if (!cluster.isCalm()) {
            throw new SimCrash("halts at " + at.label(), Fault.CRASH_AT_FAILPOINT, random.nextBoolean());
        }
    }

    @Override
    public void sleep(Failpoint at, long nanos) {
        if (!cluster.isCalm()) {
            cluster.tally().happened(Fault.SLEEP_AT_FAILPOINT);
            cluster.journal().note(member, "sleeps at " + at.label());
            sleepInTurn.accept(nanos);
        }
    }
}
