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

/** One write of a cache beside the plain client's put; each is on the disk when it returns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CacheWrites {
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

    /** A put, whatever is there. */
    @Benchmark
    public void put(Turn turn) {
        caches.linearizable.put(turn.of(caches.keys), Caches.VALUE);
    }

    /** A put that must know what was there: a read and a compare-and-set. */
    @Benchmark
    public String getAndPut(Turn turn) {
        return caches.linearizable.getAndPut(turn.of(caches.keys), Caches.VALUE);
    }

    /** The same through a near copy, which guesses what is there: most often the compare-and-set alone. */
    @Benchmark
    public String getAndPutNear(Turn turn) {
        return caches.session.getAndPut(turn.of(caches.keys), Caches.VALUE);
    }

    /** The client's put of the same number of bytes, without a cache around it. */
    @Benchmark
    public long client(Turn turn) {
        return caches.client.kv().put(turn.of(caches.keys), Caches.VALUE).revision();
    }
}
