package io.fairlead.client.token;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Gains a fresh token. */
@FunctionalInterface
interface Login {
    /**
     * Asks for a token; empty if the server wants none. Fails with a {@link io.fairlead.api.FairleadException}.
     */
    CompletableFuture<Optional<String>> ask();
}
