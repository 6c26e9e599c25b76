package io.fairlead.client.recipe.mirror;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Proves how old a mirror may be. Pure; the caller brings the clock and guards it.
 *
 * <p>A linearizable read that was sent at a moment and tells a revision says: whatever was acknowledged before that moment has
 * that revision or a smaller one. So a mirror that has everything up to that revision is no older than that moment.
 */
final class Freshness {
    /** Proofs that wait for the mirror to get so far; a later one replaces the last of so many. */
    private static final int WAITING_MAX = 16;

    private record Proof(long sentNanos, long revision) {}

    /** In ascending order, of moments and of revisions. */
    private final Deque<Proof> waiting = new ArrayDeque<>();

    private long level;

    /** The mirror was surely level at this moment. */
    private long freshNanos;

    private boolean known;

    /** A linearizable read that was sent at this moment told this revision. */
    void told(long sentNanos, long revision) {
        if (revision <= level) {
            fresh(sentNanos);
            return;
        }
        if (waiting.size() == WAITING_MAX) {
            waiting.removeLast();
        }
        waiting.addLast(new Proof(sentNanos, revision));
    }

    /** The mirror has everything up to this revision. */
    void reached(long revision) {
        level = Math.max(level, revision);
        waiting.removeIf(proof -> {
            boolean proved = proof.revision() <= level;
            if (proved) {
                fresh(proof.sentNanos());
            }
            return proved;
        });
    }

    /** The bound at this moment; without any proof the largest there is. */
    long stalenessNanos(long nowNanos) {
        return known ? Math.max(0, nowNanos - freshNanos) : Long.MAX_VALUE;
    }

    private void fresh(long sentNanos) {
        // Differences, because the clock may wrap around.
        if (!known || sentNanos - freshNanos > 0) {
            freshNanos = sentNanos;
            known = true;
        }
    }
}
