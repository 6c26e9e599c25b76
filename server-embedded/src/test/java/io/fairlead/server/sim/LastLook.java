package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.HashResponse;
import io.fairlead.server.node.Backlog;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * What can be asked of members that agree and that nobody wants anything of: whatever they took in, they let go of, and all that
 * they keep, users, leases and alarms too, has one hash.
 */
final class LastLook {
    private static final long AGAIN_NANOS = FaultPlan.SECOND / 4;
    private static final long ANSWER_NANOS_MAX = 5 * FaultPlan.SECOND;

    private final SimCluster cluster;
    private final SimScheduler world;

    LastLook(SimCluster cluster) {
        this.cluster = cluster;
        this.world = cluster.world();
    }

    /** Looks until all is as it should be. */
    void run(long deadline) {
        Seen seen = look();
        while (!seen.isGood()) {
            if (world.nowNanos() > deadline) {
                throw new BrokenPromise("nobody wants anything, and this is what members keep and what waits: " + seen);
            }
            world.runUntil(world.nowNanos() + AGAIN_NANOS);
            seen = look();
        }
        cluster.tally()
                .checked(
                        "members that let go of all they took in",
                        cluster.members().size());
    }

    /**
     * What members answered. One look may find something on its way: they compare themselves and say that they are there, one may
     * be a step ahead, or still be carrying out a compaction, or start again because of what its disk did to it before.
     *
     * @param applied the applied index of each, before and after
     * @param hashes of all that each keeps
     */
    private record Seen(Set<Long> applied, List<Optional<Integer>> hashes, List<Optional<Backlog>> backlogs) {
        boolean isGood() {
            return applied.size() == 1
                    && !hashes.contains(Optional.<Integer>empty())
                    && hashes.stream().distinct().count() <= 1
                    && backlogs.stream().allMatch(Optional.of(Backlog.NONE)::equals);
        }
    }

    private Seen look() {
        List<CompletableFuture<Backlog>> backlogs = new ArrayList<>();
        List<CompletableFuture<Answer<HashResponse>>> hashes = new ArrayList<>();
        Set<Long> applied = new TreeSet<>();
        noteApplied(applied);
        for (SimMember member : cluster.members()) {
            backlogs.add(Objects.requireNonNullElseGet(member.backlog(), CompletableFuture::new));
        }
        // Not at once: whoever waits for a hash is waited for.
        awaitAll(backlogs);
        for (SimMember member : cluster.members()) {
            Node node = member.node();
            // A disk that lost something may not give all of it any more; what is read of it is compared elsewhere.
            if (!member.disk().isDamaged()) {
                hashes.add(node == null ? new CompletableFuture<>() : node.hash());
            }
        }
        awaitAll(hashes);
        noteApplied(applied);
        return new Seen(
                applied,
                hashes.stream().map(LastLook::valueOf).toList(),
                backlogs.stream()
                        .map(backlog -> Optional.ofNullable(backlog.getNow(null)))
                        .toList());
    }

    private void noteApplied(Set<Long> applied) {
        for (SimMember member : cluster.members()) {
            Node node = member.node();
            applied.add(node == null ? -1 : node.status().appliedIndex());
        }
    }

    private static Optional<Integer> valueOf(CompletableFuture<Answer<HashResponse>> hash) {
        return hash.getNow(null) instanceof Answer.Ok<HashResponse> ok
                ? Optional.of(ok.value().getHash())
                : Optional.empty();
    }

    /** Until all are done, or it would have been time. */
    private void awaitAll(List<? extends CompletableFuture<?>> futures) {
        long until = world.nowNanos() + ANSWER_NANOS_MAX;
        for (CompletableFuture<?> future : futures) {
            while (!future.isDone() && world.step(until)) {
                // On to the next.
            }
        }
    }
}
