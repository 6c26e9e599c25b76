package io.fairlead.benchmarks.stage;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.storage.disk.SystemDisk;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalMetadata;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.storage.wal.WalWrite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The log on disk: a batch of entries encoded, written, and forced or not. Needs a folder on the disk to measure: {@code
 * -Djava.io.tmpdir}. A score is of a whole batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LogAppend {
    private static final int RELEASE_EVERY = 50_000;

    /** Entries in one write. */
    @Param({"1", "16", "256"})
    public int batch;

    /** Whether the disk is told to keep it. */
    @Param({"true", "false"})
    public boolean force;

    @SuppressWarnings("NullAway.Init") // JMH sets up before it measures
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Wal log;

    private long index;
    private long released;

    /** Makes an empty log. */
    @Setup
    public void open() throws IOException {
        folder = Puts.folder();
        log = Wal.create(new SystemDisk(), folder.resolve("wal"), new WalMetadata(1, 2), WalOptions.DEFAULT);
    }

    /** Removes it. */
    @TearDown
    public void close() throws IOException {
        log.close();
        Puts.delete(folder);
    }

    /** One turn of the log's loop. */
    @Benchmark
    public int append() throws IOException {
        List<Entry> entries = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            index++;
            entries.add(Entry.normal(1, index, Puts.command(index)));
        }
        log.append(new WalWrite(Optional.empty(), entries, Optional.empty(), force, () -> {}));
        int size = log.uncommittedSize();
        log.commit(force);
        log.claimAhead();
        if (index - released > RELEASE_EVERY) {
            log.release(index);
            released = index;
        }
        return size;
    }
}
