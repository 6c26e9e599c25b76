package io.fairlead.api;

import io.fairlead.api.error.Outcome;
import java.util.List;

/** The client was closed before or during the call. */
public final class ClientClosedException extends FairleadException {
    private static final long serialVersionUID = 1L;

    public ClientClosedException(Outcome outcome, List<Attempt> attempts) {
        super("the client is closed", outcome, attempts, null);
    }
}
