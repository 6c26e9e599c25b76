package io.fairlead.client.recipe.line;

import io.fairlead.api.kv.Kv;
import io.fairlead.api.watch.Watches;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * What standing in line needs of the client.
 *
 * @param kv keys and values
 * @param watches watches over them
 * @param executor where users' code runs, and the lanes
 * @param timer wakes what waits; never runs a user's code
 * @param places the places that are open; one for all recipes of a client
 * @param random numbers from 0 to 1, for pauses of uneven length
 */
public record LineTools(
        Kv kv,
        Watches watches,
        Executor executor,
        ScheduledExecutorService timer,
        OpenPlaces places,
        DoubleSupplier random) {
    private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int DOUBLINGS_MAX = 6;

    /** Completes on the executor after a pause that grows with the failures in a row, up to about a second. */
    public CompletableFuture<Void> pause(int failures) {
        long nanos = PAUSE_NANOS_MIN << Math.min(Math.max(failures - 1, 0), DOUBLINGS_MAX);
        return after(Duration.ofNanos((long) (nanos * (0.5 + random.getAsDouble()))));
    }

    /** Completes on the executor after this time; cancelling it frees the timer; never if the client is closed before. */
    CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> due = new CompletableFuture<>();
        try {
            ScheduledFuture<?> alarm = timer.schedule(
                    () -> executor.execute(() -> due.complete(null)), saturatedNanos(delay), TimeUnit.NANOSECONDS);
            var unused = due.whenComplete((nothing, thrown) -> alarm.cancel(false));
        } catch (RejectedExecutionException closed) {
            // What waits is ended by the close itself.
        }
        return due;
    }

    private static long saturatedNanos(Duration delay) {
        try {
            return delay.toNanos();
        } catch (ArithmeticException centuries) {
            return delay.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
