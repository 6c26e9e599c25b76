package io.fairlead.server.sim;

import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import java.util.function.LongConsumer;

/**
 * What failpoints do to one life of a simulated member: a halt is a crash inside whatever the member does, and a sleep puts off
 * the next turn of the loop that reached the place, since a turn itself takes no time here.
 */
final class SimFailpoints implements Failpoints.Effect {
    private final Journal journal;
    private final String member;
    private final LongConsumer sleepInTurn;

    /** @param sleepInTurn puts off the next turn of the loop that has its turn now, if one has */
    SimFailpoints(Journal journal, String member, LongConsumer sleepInTurn) {
        this.journal = journal;
        this.member = member;
        this.sleepInTurn = sleepInTurn;
    }

    @Override
    public void halt(Failpoint at) {
        throw new SimCrash("halts at " + at.label());
    }

    @Override
    public void sleep(Failpoint at, long nanos) {
        journal.note(member, "sleeps at " + at.label());
        sleepInTurn.accept(nanos);
    }
}
