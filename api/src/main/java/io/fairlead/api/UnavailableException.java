package io.fairlead.api;

import io.fairlead.api.error.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the member was lost while a call that must not be repeated blindly was under way. With
 * {@link #outcome()} UNKNOWN the change may have happened.
 */
public final class UnavailableException extends FairleadException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message, Outcome outcome, List<Attempt> attempts, @Nullable Throwable cause) {
        super(message, outcome, attempts, cause);
    }
}
