package io.fairlead.benchmarks.stage;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.WriteTxn;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.watch.WatchEvent;
import io.fairlead.server.watch.WatchLoop;
import io.fairlead.server.watch.WatchReceiver;
import io.fairlead.server.watch.WatchSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One change and all that watch its key: it is published, found by the watch loop, encoded once and handed to each. Putting it is part of the
 * score, which is of one change. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WatchFanout {
    private static final Bytes KEY = Bytes.utf8("watched");

    /** How many watch the key. */
    @Param({"1", "100", "10000"})
    public int watchers;

    private final Bytes value = Bytes.unsafeWrap(new byte[256]);

    @SuppressWarnings("NullAway.Init") // JMH sets up before it measures
    private MemoryBackend backend;

    @SuppressWarnings("NullAway.Init")
    private MvccStore store;

    @SuppressWarnings("NullAway.Init")
    private WatchLoop loop;

    private long index;
    private long bytes;

    /** Creates the watchers anew for each iteration, so that history does not fill the memory. */
    @Setup(Level.Iteration)
    public void open() {
        backend = new MemoryBackend(new FileOwner(1, 2));
        store = MvccStore.open(backend);
        loop = new WatchLoop(store, Failpoints.NONE);
        for (int i = 0; i < watchers; i++) {
            loop.watch(WatchSpec.of(KEY, Bytes.empty()), new Told());
        }
        while (loop.turn(0) > 0) {
            // Each turn creates some.
        }
    }

    /** One change, told to all. Returns the bytes that were handed over so far. */
    @Benchmark
    public long change() {
        Batch batch = backend.begin();
        WriteTxn txn = store.begin(batch);
        txn.put(KEY, value, 0);
        txn.commit();
        index++;
        backend.seal(batch, new AppliedMark(index, 1, Bytes.empty()));
        store.publish();
        loop.feed().published(store.lastPublished());
        while (loop.turn(0) > 0) {
            // Until all is handed over.
        }
        return bytes;
    }

    private final class Told implements WatchReceiver {
        @Override
        public void events(long revision, List<WatchEvent> events) {
            for (WatchEvent event : events) {
                bytes += event.wire().size();
            }
        }

        @Override
        public void ended(EtcdError why, long compactRevision) {
            throw new IllegalStateException("a watcher ended: " + why);
        }
    }
}
