package io.fairlead.server.sim;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Looks at a world from outside while it runs. A loop that never ends inside one turn can't be noticed from within, because the
 * world has only one thread, and a test that hangs names no seed. The only place of the simulator that looks at a real clock; what
 * happens in a world never depends on it.
 */
final class Watchdog {
    private static final Watchdog OF_SIMULATIONS = new Watchdog(1_000, 60);

    private final long millisPerLook;
    private final int looksMax;

    /** @param looksMax a world that has taken no step between so many looks takes none any more */
    Watchdog(long millisPerLook, int looksMax) {
        this.millisPerLook = millisPerLook;
        this.looksMax = looksMax;
    }

    /** The patient one: each look takes a second, and a step, on however busy a machine, a small part of a minute. */
    static Watchdog ofSimulations() {
        return OF_SIMULATIONS;
    }

    /**
     * Does what is to be done in a thread of its own, which is left behind where it never ends.
     *
     * @param steps how many steps the world has taken; asked for while it runs
     * @throws AssertionError if it stands still, with the seed and where it does
     */
    <T> T watch(long seed, LongSupplier steps, Callable<T> run) {
        FutureTask<T> task = new FutureTask<>(run);
        Thread runner = new Thread(task, "seed-" + seed);
        runner.setDaemon(true);
        runner.start();
        long seen = -1;
        int still = 0;
        while (true) {
            try {
                return task.get(millisPerLook, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long now = steps.getAsLong();
                still = now == seen ? still + 1 : 0;
                seen = now;
                if (still == looksMax) {
                    throw standsStill(seed, now, runner);
                }
            } catch (ExecutionException e) {
                throw unchecked(Objects.requireNonNull(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while seed " + seed + " ran", e);
            }
        }
    }

    private static AssertionError standsStill(long seed, long steps, Thread runner) {
        Throwable place = new Throwable("this is where it was");
        place.setStackTrace(runner.getStackTrace());
        return new AssertionError(
                "seed " + seed + " stands still: its step " + steps + " does not end\nrun it again: tools/simulate "
                        + seed,
                place);
    }

    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }
}
