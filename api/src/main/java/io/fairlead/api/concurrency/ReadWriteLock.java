package io.fairlead.api.concurrency;

/**
 * A lock that many may hold for reading, or one for writing. As with every lock, only the fencing token protects what a holder
 * does after a pause; see {@link DistributedLock}.
 *
 * <p>Fair: one line for both kinds. A reader waits for every writer that came before it, a writer for everybody that came
 * before it; so neither starves, and a reader that comes while a writer waits stands behind it. A hold for reading cannot
 * become one for writing: two readers that tried would wait for each other.
 *
 * <p>The keys are the name, {@code /read/} or {@code /write/}, and the lease's id. The two locks keep the rules of
 * {@link DistributedLock}.
 *
 * <p>Safe to share between threads.
 */
public interface ReadWriteLock {
    /** The name, which is also where the keys of the line stand. */
    String name();

    /** The lock that readers share. */
    DistributedLock readLock();

    /** The lock that excludes everybody. */
    DistributedLock writeLock();
}
