package io.fairlead.api;

import io.fairlead.api.error.Outcome;
import java.util.List;

/**
 * Others changed what an optimistic update had read, each time it was tried, until its tries were used up. Nothing was changed;
 * trying again later is safe.
 */
public final class ConflictException extends FairleadException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message, Outcome.NOT_APPLIED, List.of(), null);
    }
}
