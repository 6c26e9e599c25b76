package io.fairlead.benchmarks.stage;

import io.fairlead.api.Bytes;
import io.fairlead.server.command.Command;
import io.fairlead.server.command.CommandCodec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The first stage and the last but one: a put becomes the bytes of a log entry, and a command again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Commands {
    private final Bytes encoded = Puts.command(1);
    private long number;

    /** What the leader does to each proposal. */
    @Benchmark
    public Bytes encode() {
        return Puts.command(number++);
    }

    /** What each member does to each entry before it is applied. */
    @Benchmark
    public Command decode() {
        return CommandCodec.decode(encoded);
    }
}
