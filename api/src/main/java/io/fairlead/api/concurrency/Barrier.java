package io.fairlead.api.concurrency;

import java.time.Duration;

/**
 * Holds up whoever awaits it while it is raised. It stays raised, whoever raised it and whatever became of him, until somebody
 * lifts it. Its key is the name, and stays, with the state as its value.
 *
 * <p>Safe to share between threads. Every call may be repeated.
 */
public interface Barrier {
    /** Its key. */
    String name();

    /** From when this returns, everybody is held up. Does nothing if it is raised. */
    void raise();

    /** Lets everybody through. Does nothing if it is not raised. */
    void lift();

    /** Whether it is raised, linearizable. */
    boolean isRaised();

    /** Waits until it is not raised. */
    void await();

    /** Waits at most so long; false if it was raised all the time. */
    boolean await(Duration timeout);
}
