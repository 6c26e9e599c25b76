package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.HashResponse;
import io.fairlead.server.node.Backlog;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What can be asked of members that agree and that nobody wants anything of: whatever they took in, they let go of, and all that
 * they keep, users, leases and alarms too, has one hash.
 */
final class LastLook {
    private static final long AGAIN_NANOS = FaultPlan.SECOND / 4;

    private final SimCluster cluster;
    private final SimScheduler world;

    LastLook(SimCluster cluster) {
        this.cluster = cluster;
        this.world = cluster.world();
    }

    /** Looks until all is as it should be. */
    void run(long deadline) {
        while (!isGood(deadline)) {
            world.runUntil(world.nowNanos() + AGAIN_NANOS);
        }
        cluster.tally()
                .checked(
                        "members that let go of all they took in",
                        cluster.members().size());
    }

    /** Members compare themselves and say that they are there, so one look may find something on its way. */
    private boolean isGood(long deadline) {
        List<CompletableFuture<Backlog>> backlogs = new ArrayList<>();
        List<CompletableFuture<Answer<HashResponse>>> hashes = new ArrayList<>();
        long applied = appliedByAll();
        for (SimMember member : cluster.members()) {
            CompletableFuture<Backlog> backlog = member.backlog();
            Node node = member.node();
            if (backlog == null || node == null) {
                throw new BrokenPromise(member.name() + " is down in the calm");
            }
            backlogs.add(await(deadline, backlog));
            // A disk that lost something may not give all of it any more; what is read of it is compared elsewhere.
            if (!member.disk().isDamaged()) {
                hashes.add(await(deadline, node.hash()));
            }
        }
        boolean comparable = applied >= 0 && applied == appliedByAll();
        boolean good = comparable && backlogs.stream().allMatch(backlog -> Backlog.NONE.equals(backlog.getNow(null)));
        if (comparable && hashes.stream().map(LastLook::valueOf).distinct().count() > 1) {
            throw new BrokenPromise("members that applied the same keep different things: " + hashes);
        }
        if (!good && world.nowNanos() > deadline) {
            throw new BrokenPromise("nobody wants anything, and this waits: " + backlogs);
        }
        return good;
    }

    /** The applied index of all members; negative where they differ. */
    private long appliedByAll() {
        List<Long> indexes = cluster.members().stream()
                .map(SimMember::node)
                .map(node -> node == null ? -1 : node.status())
                .map(status -> status instanceof NodeStatus known ? known.appliedIndex() : -1L)
                .distinct()
                .toList();
        return indexes.size() == 1 ? indexes.get(0) : -1;
    }

    private static int valueOf(CompletableFuture<Answer<HashResponse>> hash) {
        if (hash.getNow(null) instanceof Answer.Ok<HashResponse> ok) {
            return ok.value().getHash();
        }
        throw new BrokenPromise("no hash in the calm: " + hash);
    }

    private <T> CompletableFuture<T> await(long deadline, CompletableFuture<T> future) {
        while (!future.isDone()) {
            if (!world.step(deadline)) {
                throw new BrokenPromise("a member does not answer in the calm");
            }
        }
        return future;
    }
}
