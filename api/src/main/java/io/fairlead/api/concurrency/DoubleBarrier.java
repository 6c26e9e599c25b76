package io.fairlead.api.concurrency;

import java.time.Duration;

/**
 * Lets parties begin together and end together. Each object of this type is one party, and can take part again and again. A
 * party whose session ends is not waited for when the others leave; before all have come, somebody else may come in its place.
 *
 * <p>Parties beyond the number that come at the last moment begin with the others.
 *
 * <p>For one thread at a time. Fails with SESSION_EXPIRED when the session has ended.
 */
public interface DoubleBarrier {
    /** Where its keys begin. */
    String name();

    /** Waits until all parties have entered. */
    void enter();

    /** Waits at most so long; false, and this party has not entered, if they did not all come. */
    boolean enter(Duration timeout);

    /**
     * Waits until all parties that entered have left, or their sessions have ended.
     *
     * @throws IllegalStateException if this party has not entered
     */
    void leave();

    /** Waits at most so long; this party has left in any case, false means that others have not. */
    boolean leave(Duration timeout);
}
