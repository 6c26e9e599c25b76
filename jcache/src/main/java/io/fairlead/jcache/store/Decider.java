package io.fairlead.jcache.store;

/**
 * What is to become of an entry, decided from what it is. Asked again each time somebody else was quicker, so it must have no
 * effects of its own that must not happen twice.
 *
 * @param <R> what the caller wants to know in the end
 */
@FunctionalInterface
public interface Decider<R> {
    /** Decides. What it throws ends the update, which has then changed nothing. */
    Decision<R> decide(StoredEntry current);

    /**
     * What is to become of an entry.
     *
     * @param effect the change
     * @param result what the caller gets if this decision is the one that is committed
     */
    record Decision<R>(Effect effect, R result) {}
}
