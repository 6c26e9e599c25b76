package io.fairlead.benchmarks.micro;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One {@code get}: out of a near copy beside Caffeine's JCache, which is local and knows no other JVM; and from the cluster beside
 * the plain client's read.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CacheReads {
    @SuppressWarnings("NullAway.Init") // JMH sets up before it measures
    private Caches caches;

    /** Fills all caches. */
    @Setup
    public void open() throws IOException, InterruptedException, TimeoutException {
        caches = Caches.open();
    }

    /** Ends the member. */
    @TearDown
    public void close() throws IOException {
        caches.close();
    }

    /** Caffeine behind JCache, store by value. */
    @Benchmark
    public String caffeine(Turn turn) {
        return caches.caffeine.get(turn.of(caches.keys));
    }

    /** A near copy that has what this JVM wrote. */
    @Benchmark
    public String nearSession(Turn turn) {
        return caches.session.get(turn.of(caches.keys));
    }

    /** A near copy that is proved to be no older than 100 ms. */
    @Benchmark
    public String nearBounded(Turn turn) {
        return caches.bounded.get(turn.of(caches.keys));
    }

    /** The default: the cluster is asked. */
    @Benchmark
    public String linearizable(Turn turn) {
        return caches.linearizable.get(turn.of(caches.keys));
    }

    /** The client's read of the same number of bytes, without a cache around it. */
    @Benchmark
    public String client(Turn turn) {
        return caches.client
                .kv()
                .get(turn.of(caches.keys))
                .orElseThrow()
                .value()
                .toUtf8();
    }
}
