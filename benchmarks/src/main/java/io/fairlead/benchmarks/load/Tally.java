package io.fairlead.benchmarks.load;

import io.grpc.Status;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** What was measured so far. Written by any thread without a lock; {@link #collect} belongs to the one that keeps time. */
final class Tally {
    /** Latencies are told to three digits. */
    private static final int DIGITS = 3;

    private final Recorder latencies = new Recorder(DIGITS);
    private final Histogram total = new Histogram(DIGITS);
    private final LongAdder done = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final Map<Status.Code, LongAdder> failures = new ConcurrentHashMap<>();
    private volatile String firstFailure = "";
    private @Nullable Histogram reused;

    /** An operation or event of {@code nanos}, in time to be counted. */
    void record(long nanos) {
        latencies.recordValue(Math.max(0, nanos));
    }

    void countDone() {
        done.increment();
    }

    void countDelivered() {
        delivered.increment();
    }

    void countFailure(Status status) {
        failures.computeIfAbsent(status.getCode(), code -> new LongAdder()).increment();
        if (firstFailure.isEmpty()) {
            firstFailure = status.toString();
        }
    }

    /** Operations that succeeded since the start, those of the warm-up included. */
    long done() {
        return done.sum();
    }

    /** Events that were delivered since the start. */
    long delivered() {
        return delivered.sum();
    }

    long failed() {
        return failures.values().stream().mapToLong(LongAdder::sum).sum();
    }

    Map<String, Long> failures() {
        Map<String, Long> counts = new TreeMap<>();
        failures.forEach((code, count) -> counts.put(code.name(), count.sum()));
        return counts;
    }

    String firstFailure() {
        return firstFailure;
    }

    /** What was recorded since the last call; it is added to the total too. Good until the next call. */
    Histogram collect() {
        Histogram interval = latencies.getIntervalHistogram(reused);
        reused = interval;
        total.add(interval);
        return interval;
    }

    Histogram total() {
        return total;
    }
}
