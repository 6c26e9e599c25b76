package io.fairlead.api;

import io.fairlead.api.error.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The thread that waited for the call was interrupted. The call was cancelled, and the interrupt flag of the thread is set
 * again.
 */
public final class InterruptedCallException extends FairleadException {
    private static final long serialVersionUID = 1L;

    public InterruptedCallException(Outcome outcome, List<Attempt> attempts, @Nullable Throwable cause) {
        super("context canceled", outcome, attempts, cause);
    }
}
