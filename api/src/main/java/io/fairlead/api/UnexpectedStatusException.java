package io.fairlead.api;

import io.fairlead.api.error.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC status that is not in the catalogue of etcd, such as a message above the size limit, an unknown method, or a
 * broken stream. Asking again rarely helps.
 */
public final class UnexpectedStatusException extends FairleadException {
    private static final long serialVersionUID = 1L;

    public UnexpectedStatusException(
            String message, Outcome outcome, List<Attempt> attempts, @Nullable Throwable cause) {
        super(message, outcome, attempts, cause);
    }
}
