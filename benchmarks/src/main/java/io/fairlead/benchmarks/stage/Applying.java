package io.fairlead.benchmarks.stage;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.WriteTxn;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.disk.SystemDisk;
import io.fairlead.server.txn.KvEvaluator;
import io.fairlead.server.txn.TxnEvaluator;
import java.io.IOException;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The state machine: a batch of committed puts or transactions is applied to the keyspace, sealed into the backend and published, as one
 * turn of the apply loop does it. A score is of a whole batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Applying {
    /** Entries in one turn. */
    @Param({"1", "16", "256"})
    public int batch;

    @SuppressWarnings("NullAway.Init") // JMH sets up before it measures
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Backend backend;

    @SuppressWarnings("NullAway.Init")
    private MvccStore store;

    private long index;

    /** Begins each iteration with the same keys and no history, so that a long run does not fill the disk. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        folder = Puts.folder();
        backend = SegmentedBackend.open(new SystemDisk(), folder.resolve("state"), new FileOwner(1, 2));
        store = MvccStore.open(backend);
        Batch first = backend.begin();
        for (int i = 0; i < Puts.KEYS; i++) {
            put(first, Puts.request(i));
        }
        seal(first);
    }

    /** Removes them. */
    @TearDown(Level.Iteration)
    public void close() throws IOException {
        backend.close();
        Puts.delete(folder);
    }

    /** Puts of keys that are there. */
    @Benchmark
    public long puts() throws IOException {
        Batch turn = backend.begin();
        for (int i = 0; i < batch; i++) {
            put(turn, Puts.request(index + i));
        }
        return seal(turn);
    }

    /** Transactions of a comparison, a put and a read. */
    @Benchmark
    public long txns() throws IOException {
        Batch turn = backend.begin();
        for (int i = 0; i < batch; i++) {
            WriteTxn txn = store.begin(turn);
            TxnEvaluator.txn(txn, lease -> false, request(Puts.request(index + i)));
            txn.commit();
        }
        return seal(turn);
    }

    private void put(Batch turn, PutRequest request) {
        WriteTxn txn = store.begin(turn);
        KvEvaluator.put(txn, lease -> false, request);
        txn.commit();
    }

    private long seal(Batch turn) throws IOException {
        index += batch;
        backend.seal(turn, new AppliedMark(index, 1, Bytes.empty()));
        store.publish();
        return store.revision();
    }

    private static TxnRequest request(PutRequest put) {
        ByteString key = put.getKey();
        return TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(key)
                        .setTarget(Compare.CompareTarget.VERSION)
                        .setResult(Compare.CompareResult.GREATER)
                        .setVersion(0))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                .addSuccess(RequestOp.newBuilder()
                        .setRequestRange(RangeRequest.newBuilder().setKey(key)))
                .build();
    }
}
