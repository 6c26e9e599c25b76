package io.fairlead.api.concurrency;

/**
 * What is done in an optimistic transaction. Run once or several times, so it changes nothing but through the transaction it is
 * given.
 *
 * @param <T> what it gives
 * @param <E> what it may throw
 */
@FunctionalInterface
public interface StmBody<T, E extends Exception> {
    /** Runs once; what it throws ends the transaction without a change, and reaches the caller. */
    T run(StmTransaction tx) throws E;
}
