package io.fairlead.client.recipe.registry;

import io.fairlead.api.concurrency.Session;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Which session a registration hangs on. */
sealed interface SessionChoice {
    /** One that the user gave, and that is the user's to close: with it the registration ends. */
    record Given(Session session) implements SessionChoice {}

    /** Ours to open, to replace and to close. */
    record Ours(Supplier<CompletableFuture<Session>> opening) implements SessionChoice {}
}
