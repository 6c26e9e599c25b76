package io.fairlead.client.recipe.registry;

import io.fairlead.api.concurrency.Session;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.watch.Watches;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * What registries need of the client.
 *
 * @param kv keys and values
 * @param watches watches over them
 * @param sessions opens a session of this time to live
 * @param executor where lanes run, and users' code
 * @param pause completes on the executor after a pause that grows with the failures in a row
 */
public record RegistryTools(
        Kv kv,
        Watches watches,
        Function<Duration, CompletableFuture<Session>> sessions,
        Executor executor,
        IntFunction<CompletableFuture<Void>> pause) {}
