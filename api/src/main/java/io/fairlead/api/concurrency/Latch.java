package io.fairlead.api.concurrency;

import java.time.Duration;

/**
 * Opens when it has been counted down often enough, and stays open. Each count is a key of its own under the name, so counting
 * down never gets in anybody's way and happens once, whatever answers are lost. For counts up to some ten thousands.
 *
 * <p>Safe to share between threads. Every call may be repeated, but for {@link #countDown()}, which would count again.
 */
public interface Latch {
    /** Where its keys begin. */
    String name();

    /**
     * Says how often it is to be counted down, once for all.
     *
     * @throws IllegalStateException if another count has been said before
     */
    void initialize(long count);

    /**
     * Counts down once.
     *
     * @throws IllegalStateException if no count has been said yet
     */
    void countDown();

    /**
     * Counts down for this party, if that has not happened yet: somebody who came back from a crash may say it again.
     *
     * @throws IllegalStateException if no count has been said yet
     */
    void countDown(String party);

    /**
     * How often it has still to be counted down, linearizable.
     *
     * @throws IllegalStateException if no count has been said yet
     */
    long count();

    /** Waits until a count has been said, and it is counted down. */
    void await();

    /** Waits at most so long; false if it did not open. */
    boolean await(Duration timeout);
}
