package io.fairlead.server.txn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.ReadView;
import io.fairlead.server.mvcc.WriteTxn;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.storage.backend.SnapshotView;
import io.fairlead.server.storage.backend.StateReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads under way while the whole state is replaced by one that was compacted further. */
class ReplacedStateTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final RangeRequest NEWEST =
            RangeRequest.newBuilder().setKey(KEY).build();

    private final Backend backend = new MemoryBackend(new FileOwner(1, 2));
    private final MvccStore store = MvccStore.open(backend);
    private long index;

    @BeforeEach
    void fill() throws IOException {
        put(backend, store, "first");
    }

    @Test
    void range_recordIsGoneBeforeItsCompactionIsTold_isCompacted() throws IOException {
        ReadView view = store.view();
        replaceByCompacted();

        assertThat(RangeEvaluator.range(view, NEWEST)).isEqualTo(Answer.refused(EtcdError.COMPACTED));
        store.rebuild();
        assertThat(RangeEvaluator.range(view, NEWEST)).isEqualTo(Answer.refused(EtcdError.COMPACTED));
        assertThat(RangeEvaluator.range(store, NEWEST).map(RangeResponse::getKvsCount))
                .isEqualTo(Answer.ok(1));
    }

    @Test
    void pages_recordIsGoneBeforeItsCompactionIsTold_areCompacted() throws IOException {
        RangePages pages = ((Answer.Ok<RangePages>)
                        RangePages.open(store, NEWEST.toBuilder().setRevision(2).build(), 1000, Supplier::get))
                .value();
        replaceByCompacted();

        assertThat(pages.next()).isEqualTo(Answer.refused(EtcdError.COMPACTED));
    }

    @Test
    void compare_recordIsGoneBeforeItsCompactionIsTold_isLeftToANewerView() throws IOException {
        ReadView view = store.view();
        replaceByCompacted();
        TxnRequest request = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(KEY)
                        .setTarget(Compare.CompareTarget.VALUE)
                        .setValue(ByteString.copyFromUtf8("first")))
                .build();

        assertThat(Compares.allHold(view, request.getCompareList())).isFalse();
        assertThat(view.isOutlived()).isTrue();
        store.rebuild();
        assertThat(store.view().isOutlived()).isFalse();
    }

    /** Up to the moment when the new records are there and the store has not read them yet. */
    private void replaceByCompacted() throws IOException {
        Backend other = new MemoryBackend(new FileOwner(1, 3));
        MvccStore source = MvccStore.open(other);
        put(other, source, "first");
        put(other, source, "second");
        change(other, source, txn -> assertThat(txn.compact(3)).isInstanceOf(Answer.Ok.class));
        while (source.compactor().isPending()) {
            Batch batch = other.begin();
            source.compactor().step(batch, 100);
            seal(other, source, batch);
        }
        store.beginReplacement();
        StateReceiver receiver = backend.receive();
        try (SnapshotView whole = other.openSnapshot()) {
            ByteBuffer piece = ByteBuffer.allocate(100);
            while (whole.read(piece) >= 0) {
                receiver.write(piece.flip());
                piece.clear();
            }
        }
        backend.install(receiver.complete());
    }

    private void put(Backend into, MvccStore keys, String value) throws IOException {
        change(into, keys, txn -> txn.put(Bytes.utf8("k"), Bytes.utf8(value), 0));
    }

    private void change(Backend into, MvccStore keys, Consumer<WriteTxn> changes) throws IOException {
        Batch batch = into.begin();
        WriteTxn txn = keys.begin(batch);
        changes.accept(txn);
        txn.commit();
        seal(into, keys, batch);
    }

    private void seal(Backend into, MvccStore keys, Batch batch) throws IOException {
        into.seal(batch, new AppliedMark(++index, 1, Bytes.empty()));
        keys.publish();
    }
}
