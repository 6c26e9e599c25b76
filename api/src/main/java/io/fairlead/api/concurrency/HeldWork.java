package io.fairlead.api.concurrency;

/**
 * Work that is done while something is held.
 *
 * @param <H> what is held
 * @param <E> what the work may throw
 */
@FunctionalInterface
public interface HeldWork<H extends Hold, E extends Exception> {
    /** Does the work. The thread is interrupted if the hold is lost meanwhile. */
    void run(H hold) throws E;
}
