package io.fairlead.client.recipe.basis;

import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.error.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How the caller's thread waits between tries.
 *
 * @param sleeper waits
 * @param random numbers from 0, inclusive, to 1, exclusive
 */
public record Pacing(Sleeper sleeper, DoubleSupplier random) {
    /** Lets a thread wait. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration length) throws InterruptedException;
    }

    /** With real time and chance. */
    public static Pacing real() {
        return new Pacing(
                length -> TimeUnit.NANOSECONDS.sleep(length.toNanos()),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Waits for a time between nothing and {@code longest}. */
    void upTo(Duration longest) {
        try {
            sleeper.sleep(Duration.ofNanos((long) (longest.toNanos() * random.getAsDouble())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(Outcome.NOT_APPLIED, List.of(), e);
        }
    }
}
