package io.fairlead.api;

import io.fairlead.api.error.Outcome;
import java.time.Duration;
import java.util.List;

/**
 * A mirror cannot prove that it is as fresh as was asked: it may be, but what it holds is not given out. Reading from the store
 * helps.
 */
public final class StaleMirrorException extends FairleadException {
    private static final long serialVersionUID = 1L;

    private final Duration staleness;

    public StaleMirrorException(Duration staleness, Duration allowed) {
        super(
                "the mirror may be " + staleness.toMillis() + " ms old, and " + allowed.toMillis() + " ms are allowed",
                Outcome.NOT_APPLIED,
                List.of(),
                null);
        this.staleness = staleness;
    }

    /** The least bound that could be proved. */
    public Duration staleness() {
        return staleness;
    }
}
