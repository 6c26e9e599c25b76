package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.History;
import io.fairlead.server.sim.checker.LinearizableHistory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * One cluster, from one seed: first a time of troubles in which nothing may break, then a calm in which everything must come
 * good again.
 */
public final class Simulation {
    private static final long SECOND = 1_000_000_000L;
    private static final long TROUBLE_NANOS = 30 * SECOND;
    private static final int CLIENTS = 4;
    private static final int LEASES = 5;

    private final long seed;
    private final SimCluster cluster;
    private final SafetyChecks checks;
    private final Faults faults;
    private final History history = new History();
    private final Workload workload;
    private final LeaseHolders leaseHolders;

    public Simulation(long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        FaultPlan plan = FaultPlan.draw(random.split());
        cluster = new SimCluster(plan, random.split());
        checks = new SafetyChecks(cluster);
        faults = new Faults(cluster, random.split());
        workload = new Workload(cluster.world(), cluster.members(), history, cluster.journal(), random.nextLong());
        leaseHolders = new LeaseHolders(cluster, random.nextLong());
    }

    /**
     * Lets it all happen.
     *
     * @return what happened, in numbers
     * @throws SimulationFailure with the seed, how to run it again, and the last lines of the journal
     */
    public Outcome run() {
        SimScheduler world = cluster.world();
        Tally tally = cluster.tally();
        try {
            cluster.members().forEach(SimMember::start);
            faults.begin();
            workload.begin(CLIENTS);
            leaseHolders.begin(LEASES);
            world.runUntil(TROUBLE_NANOS);
            workload.end();
            leaseHolders.end();
            faults.end();
            new Calm(cluster, workload).awaitAgreement();
            checks.end();
            new LinearizableHistory(history, statesAtEachRevision()).check();
        } catch (RuntimeException | Error failure) {
            throw new SimulationFailure(seed, cluster.journal(), failure);
        }
        tally.checked("answered calls", history.answeredCount());
        tally.ran(world.nowNanos());
        return new Outcome(
                cluster.journal().hash(),
                cluster.journal().count(),
                history.answeredCount(),
                checks.committedCount(),
                cluster.everyone().stream().mapToInt(SimMember::lives).sum(),
                tally);
    }

    /**
     * A run that went well.
     *
     * @param journalHash equal for equal seeds
     * @param lives how many times members were started
     */
    public record Outcome(long journalHash, long journalLines, long answered, int committed, int lives, Tally tally) {}

    private List<SortedMap<String, String>> statesAtEachRevision() {
        Node node = cluster.members().get(0).node();
        if (node == null) {
            throw new BrokenPromise("a member is down in the calm");
        }
        long last = node.status().revision();
        List<SortedMap<String, String>> states = new ArrayList<>();
        states.add(Collections.emptySortedMap());
        states.add(Collections.emptySortedMap());
        for (long revision = 2; revision <= last; revision++) {
            RangeRequest request = RangeRequest.newBuilder()
                    .setKey(Workload.PREFIX)
                    .setRangeEnd(Workload.PREFIX_END)
                    .setSerializable(true)
                    .setRevision(revision)
                    .build();
            RangeResponse response = answerOf(node.range(request, Requester.NONE));
            states.add(History.stateOf(response.getKvsList()));
        }
        return states;
    }

    private static <T> T answerOf(CompletableFuture<Answer<T>> future) {
        if (future.getNow(null) instanceof Answer.Ok<T> ok) {
            return ok.value();
        }
        throw new BrokenPromise("not answered at once: " + future);
    }
}
