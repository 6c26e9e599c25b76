package io.fairlead.server.storage.backend;

import java.io.IOException;

/** More came of a state that is no longer received: a newer one began to arrive. The disk and the sender are well. */
public final class TransferGivenUpException extends IOException {
    private static final long serialVersionUID = 1L;

    TransferGivenUpException() {
        super("this state is no longer received: another one began to arrive, or the member stops");
    }

    static void throwIf(boolean ended) throws TransferGivenUpException {
        if (ended) {
            throw new TransferGivenUpException();
        }
    }
}
