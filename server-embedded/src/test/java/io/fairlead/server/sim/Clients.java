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
import java.util.function.Consumer;

/** The client side of one world: everybody who asks members for something, and what they were told, to be judged in the end. */
final class Clients {
    private static final int CLIENTS = 4;
    private static final int LEASES = 5;

    private final SimCluster cluster;
    private final History history = new History();
    private final Workload workload;
    private final LeaseHolders leaseHolders;

    Clients(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        workload = new Workload(cluster.world(), cluster.members(), history, cluster.journal(), random.nextLong());
        leaseHolders = new LeaseHolders(cluster, random.nextLong());
    }

    void begin() {
        workload.begin(CLIENTS);
        leaseHolders.begin(LEASES);
    }

    /** From now on nobody begins anything; what is under way may end. */
    void end() {
        workload.end();
        leaseHolders.end();
    }

    /** Puts one more value through {@code member}; {@code done} hears whether it was answered with success. */
    void putThrough(SimMember member, Consumer<Boolean> done) {
        workload.putThrough(member, done);
    }

    /** After the end: whether all that was to end by itself has ended, as {@code member} has it. */
    boolean areSettledAt(SimMember member) {
        Node node = member.node();
        return node != null && LeaseHolders.allEnded(node);
    }

    /** Judges all that clients were told. To be called once, when the members agree. */
    void check() {
        new LinearizableHistory(history, statesAtEachRevision()).check();
        cluster.tally().checked("answered calls", history.answeredCount());
    }

    /** How many calls were answered. */
    long answeredCount() {
        return history.answeredCount();
    }

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
