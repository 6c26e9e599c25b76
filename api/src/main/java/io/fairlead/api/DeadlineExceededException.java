package io.fairlead.api;

import io.fairlead.api.error.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deadline of the call passed without an answer. A read may be asked again; for a write {@link #outcome()} decides: it is
 * NOT_APPLIED where no try left this machine, as when no endpoint could be reached.
 */
public final class DeadlineExceededException extends FairleadException {
    private static final long serialVersionUID = 1L;

    public DeadlineExceededException(Outcome outcome, List<Attempt> attempts, @Nullable Throwable cause) {
        super("context deadline exceeded", outcome, attempts, cause);
    }
}
