package io.fairlead.api.concurrency;

import io.fairlead.api.Bytes;
import java.time.Duration;
import java.util.Optional;

/**
 * Items of work, each done by whoever claims it: first by priority, then in the order in which they were offered. A claim hangs
 * on the session of the claimer. If the claimer dies, the item is delivered again, ahead of all behind it; when the claimer
 * acknowledges, the item is gone. So an item is worked on by one at a time as far as sessions can tell, and is lost never; but
 * its work may be begun twice. What must not happen twice goes into the acknowledging transaction, or is guarded by the fencing
 * token.
 *
 * <p>Items and claims are keys under {@code <name>/}. Safe to share between threads. A payload fits into one request.
 */
public interface WorkQueue {
    /** Served before all others. */
    int PRIORITY_FIRST = 0;

    /** If not said otherwise. */
    int PRIORITY_DEFAULT = 500;

    /** Served after all others. */
    int PRIORITY_LAST = 999;

    /** Where its keys begin. */
    String name();

    /** Adds an item with the default priority. */
    default void offer(Bytes payload) {
        offer(payload, PRIORITY_DEFAULT);
    }

    /**
     * Adds an item, exactly once. If an answer is lost, it is looked up whether the item was added; where that can't be found
     * out this fails with outcome UNKNOWN.
     *
     * @param priority from {@link #PRIORITY_FIRST} to {@link #PRIORITY_LAST}
     */
    void offer(Bytes payload, int priority);

    /** Claims the first item that nobody has claimed; empty if there is none. */
    Optional<WorkClaim> poll(Session session);

    /** As {@link #poll(Session)}, waiting at most so long for an item. */
    Optional<WorkClaim> poll(Session session, Duration timeout);

    /**
     * As {@link #poll(Session)}, waiting for an item.
     *
     * @throws io.fairlead.api.RefusedException with SESSION_EXPIRED when the session has ended
     */
    WorkClaim take(Session session);

    /** Items that are not acknowledged, claimed or not. */
    long size();
}
