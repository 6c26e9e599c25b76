package io.fairlead.client.lease;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When the next stream is opened after one has ended, and how long a stream may owe an answer before it counts as dead. Pure.
 *
 * <p>The first stream after one that was answered is opened at once; while streams end without an answer, the pauses grow. A
 * member that takes requests and never answers is left after an eighth of the shortest time to live, so that with keep-alives
 * at a third the next one is asked before anything is overdue, and there is time for a third; each silent stream in a row makes
 * us twice as patient, up to four times, because then it may be the cluster that is slow.
 */
final class StreamPacing {
    private static final long PAUSE_NANOS_MIN = Duration.ofMillis(20).toNanos();
    private static final long PAUSE_NANOS_MAX = Duration.ofMillis(500).toNanos();
    private static final int DOUBLINGS_MAX = 5;

    private static final int PATIENCE_PART = 8;
    private static final long PATIENCE_NANOS_MIN = Duration.ofMillis(200).toNanos();
    private static final long PATIENCE_NANOS_MAX = Duration.ofSeconds(3).toNanos();
    private static final int PATIENCE_DOUBLINGS_MAX = 2;

    private final DoubleSupplier random;

    /** Streams in a row that ended without an answer. */
    private int fruitless;

    /** Those of them that were given up for their silence. */
    private int silent;

    /** @param random from 0 to 1, exclusive */
    StreamPacing(DoubleSupplier random) {
        this.random = random;
    }

    /** A member answered. */
    void heard() {
        fruitless = 0;
        silent = 0;
    }

    /**
     * A stream has ended, or was given up.
     *
     * @param forSilence it was given up
     * @return how long to wait before the next one
     */
    long ended(boolean forSilence) {
        fruitless++;
        if (forSilence) {
            silent++;
        }
        if (fruitless == 1) {
            return 0;
        }
        long pause = Math.min(PAUSE_NANOS_MAX, PAUSE_NANOS_MIN << Math.min(fruitless - 2, DOUBLINGS_MAX));
        return pause / 2 + (long) (pause / 2.0 * random.getAsDouble());
    }

    /** Streams in a row that ended without an answer. */
    int fruitless() {
        return fruitless;
    }

    /** How long an answer may be owed. */
    long patienceNanos(long shortestTtlNanos) {
        long base = Math.min(PATIENCE_NANOS_MAX, Math.max(PATIENCE_NANOS_MIN, shortestTtlNanos / PATIENCE_PART));
        return base << Math.min(silent, PATIENCE_DOUBLINGS_MAX);
    }
}
