package io.fairlead.server.rpc.v2;

import java.util.concurrent.CompletionException;

/** What really went wrong with a future. */
final class Causes {
    private Causes() {}

    static Throwable of(Throwable broken) {
        Throwable cause = broken;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
