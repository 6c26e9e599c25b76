package io.fairlead.api.concurrency;

import io.fairlead.api.Bytes;

/** A leadership: from the election until it is resigned or lost. {@link #close()} resigns. */
public interface Term extends Hold {
    /** What this leader proclaims. */
    Bytes proposal();

    /** The same as {@link #isValid()}: true while nobody else can have been elected. */
    default boolean isCurrent() {
        return isValid();
    }

    /**
     * Proclaims something else, and returns when the cluster has it. May be repeated after a failure.
     *
     * @throws HoldLostException if this term has ended
     */
    void proclaim(Bytes proposal);

    /** Ends the term; the same as {@link #close()}. */
    default void resign() {
        close();
    }
}
