package io.fairlead.benchmarks.stage;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.ReadView;
import io.fairlead.server.mvcc.RevisionList;
import io.fairlead.server.mvcc.WriteTxn;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.disk.SystemDisk;
import io.fairlead.server.txn.KvEvaluator;
import io.fairlead.server.txn.RangeEvaluator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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

/** Reads of what was published: the index of keys alone, one key with its value, and a hundred keys. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Reading {
    private static final int HUNDRED = 100;

    @SuppressWarnings("NullAway.Init") // JMH sets up before it measures
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Backend backend;

    @SuppressWarnings("NullAway.Init")
    private MvccStore store;

    private long number;

    /** Puts all keys. */
    @Setup
    public void open() throws IOException {
        folder = Puts.folder();
        backend = SegmentedBackend.open(new SystemDisk(), folder.resolve("state"), new FileOwner(1, 2));
        store = MvccStore.open(backend);
        Batch batch = backend.begin();
        for (int i = 0; i < Puts.KEYS; i++) {
            WriteTxn txn = store.begin(batch);
            KvEvaluator.put(txn, lease -> false, Puts.request(i));
            txn.commit();
        }
        backend.seal(batch, new AppliedMark(1, 1, Bytes.empty()));
        store.publish();
    }

    /** Removes them. */
    @TearDown
    public void close() throws IOException {
        backend.close();
        Puts.delete(folder);
    }

    /** Where a key's newest revision is. */
    @Benchmark
    public long index() {
        ReadView view = store.view();
        Bytes key = Bytes.unsafeWrap(Puts.request(number++).getKey().toByteArray());
        return view.find(KeySpan.of(key), view.revision(), 1, new RevisionList());
    }

    /** A range request of one key. */
    @Benchmark
    public Answer<RangeResponse> key() {
        return RangeEvaluator.range(
                store,
                RangeRequest.newBuilder()
                        .setKey(Puts.request(number++).getKey())
                        .build());
    }

    /** A range request of a hundred keys. */
    @Benchmark
    public Answer<RangeResponse> hundredKeys() {
        return RangeEvaluator.range(
                store,
                RangeRequest.newBuilder()
                        .setKey(Puts.request(number++).getKey())
                        .setRangeEnd(ByteString.copyFromUtf8("bench0"))
                        .setLimit(HUNDRED)
                        .build());
    }
}
