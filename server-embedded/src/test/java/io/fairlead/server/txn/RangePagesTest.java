package io.fairlead.server.txn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.WriteTxn;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RangePagesTest {
    private static final int KEYS = 500;
    private static final int PAGE_BYTES = 2_000;

    private final Backend backend = new MemoryBackend(new FileOwner(1, 2));
    private final MvccStore store = MvccStore.open(backend);
    private long index;

    @BeforeEach
    void fill() {
        for (int i = 0; i < KEYS; i++) {
            Bytes key = Bytes.utf8(String.format("k%03d", i));
            txn(txn -> txn.put(key, Bytes.utf8("v".repeat(20)), 0));
        }
        txn(txn -> txn.deleteRange(KeySpan.of(Bytes.utf8("k007"))));
    }

    private void txn(Consumer<WriteTxn> changes) {
        Batch batch = backend.begin();
        WriteTxn txn = store.begin(batch);
        changes.accept(txn);
        txn.commit();
        seal(batch);
    }

    private void seal(Batch batch) {
        try {
            backend.seal(batch, new AppliedMark(++index, 1, Bytes.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.publish();
    }

    private void compact(long at) {
        txn(txn -> assertThat(txn.compact(at)).isInstanceOf(Answer.Ok.class));
        while (store.compactor().isPending()) {
            Batch batch = backend.begin();
            store.compactor().step(batch, 100);
            seal(batch);
        }
    }

    private static RangeRequest.Builder all() {
        return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setRangeEnd(ByteString.copyFromUtf8("l"));
    }

    private RangePages open(RangeRequest request) {
        Answer<RangePages> opened = RangePages.open(store, request, PAGE_BYTES, Supplier::get);
        assertThat(opened).isInstanceOf(Answer.Ok.class);
        return ((Answer.Ok<RangePages>) opened).value();
    }

    private static RangeResponse next(RangePages pages) {
        Answer<RangeResponse> page = pages.next();
        assertThat(page).isInstanceOf(Answer.Ok.class);
        return ((Answer.Ok<RangeResponse>) page).value();
    }

    private List<RangeResponse> pages(RangeRequest request) {
        RangePages pages = open(request);
        List<RangeResponse> told = new ArrayList<>();
        while (!pages.isOver()) {
            told.add(next(pages));
        }
        return told;
    }

    private void assertSameAsRange(RangeRequest request) {
        RangeResponse.Builder merged = RangeResponse.newBuilder();
        pages(request).forEach(merged::mergeFrom);
        assertThat(Answer.ok(merged.build())).isEqualTo(RangeEvaluator.range(store, request));
    }

    @Test
    void pages_merged_areWhatARangeAnswers() {
        assertSameAsRange(all().build());
        assertSameAsRange(all().setKeysOnly(true).build());
        assertSameAsRange(all().setRevision(100).build());
        assertSameAsRange(all().setLimit(1).build());
        assertSameAsRange(all().setLimit(10).build());
        assertSameAsRange(all().setLimit(333).build());
        assertSameAsRange(all().setLimit(KEYS - 1).build());
        assertSameAsRange(all().setLimit(Long.MAX_VALUE).build());
        assertSameAsRange(all().clearRangeEnd().build());
        assertSameAsRange(all().setKey(ByteString.copyFromUtf8("k100"))
                .setRangeEnd(ByteString.copyFrom(new byte[1]))
                .build());
        assertSameAsRange(RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k008"))
                .build());
        assertSameAsRange(all().setSortOrder(RangeRequest.SortOrder.ASCEND).build());
    }

    @Test
    void pages_growFromTenKeysToTheSizeAndHeadTheLastAlone() {
        List<RangeResponse> pages = pages(all().build());
        assertThat(pages.get(0).getKvsCount()).isEqualTo(10);
        assertThat(pages)
                .allSatisfy(page -> assertThat(page.getSerializedSize()).isLessThan(PAGE_BYTES + 200));
        assertThat(pages).hasSizeBetween(10, 25);
        RangeResponse last = pages.remove(pages.size() - 1);
        assertThat(last.getHeader().getRevision()).isEqualTo(KEYS + 2);
        assertThat(last.getCount()).isEqualTo(KEYS - 1);
        assertThat(pages).allSatisfy(page -> {
            assertThat(page.hasHeader()).isFalse();
            assertThat(page.getCount()).isZero();
            assertThat(page.getMore()).isFalse();
        });
    }

    @Test
    void countOnly_isOneMessage() {
        List<RangeResponse> pages = pages(all().setCountOnly(true).build());
        assertThat(pages).hasSize(1);
        assertThat(pages.get(0).getCount()).isEqualTo(KEYS - 1);
        assertThat(pages.get(0).getKvsList()).isEmpty();
    }

    @Test
    void writesMeanwhile_areNotSeen() {
        RangePages pages = open(all().build());
        RangeResponse.Builder merged = RangeResponse.newBuilder().mergeFrom(next(pages));
        txn(txn -> txn.put(Bytes.utf8("k400"), Bytes.utf8("new"), 0));
        txn(txn -> txn.deleteRange(KeySpan.of(Bytes.utf8("k401"))));
        while (!pages.isOver()) {
            merged.mergeFrom(next(pages));
        }
        assertThat(Answer.ok(merged.getKvsList()))
                .isEqualTo(
                        RangeEvaluator.range(store, all().setRevision(KEYS + 2).build())
                                .map(RangeResponse::getKvsList));
    }

    @Test
    void compactionMeanwhile_refusesTheNextPage() {
        RangePages pages = open(all().build());
        assertThat(next(pages).getKvsCount()).isEqualTo(10);
        txn(txn -> txn.put(Bytes.utf8("k400"), Bytes.utf8("new"), 0));
        compact(KEYS + 3);
        assertThat(pages.next()).isEqualTo(Answer.refused(EtcdError.COMPACTED));
        assertThat(pages.isOver()).isTrue();
    }

    @Test
    void compactionBeforeTheFirstPage_ofTheNewestState_isNoMatter() {
        RangePages pages = open(all().build());
        txn(txn -> txn.put(Bytes.utf8("k000"), Bytes.utf8("new"), 0));
        compact(KEYS + 3);
        assertThat(next(pages).getKvs(0).getValue().toStringUtf8()).isEqualTo("new");
    }

    @Test
    void revisions_thatCantBeRead_areRefused() {
        assertThat(RangePages.open(store, all().setRevision(9_999).build(), PAGE_BYTES, Supplier::get))
                .isEqualTo(Answer.refused(EtcdError.FUTURE_REVISION));
        compact(100);
        assertThat(RangePages.open(store, all().setRevision(99).build(), PAGE_BYTES, Supplier::get))
                .isEqualTo(Answer.refused(EtcdError.COMPACTED));
    }

    @Test
    void ordersAndFilters_thatNeedAllKeysFirst_cantBeTold() {
        assertThat(RangePages.canTell(all().build())).isTrue();
        assertThat(RangePages.canTell(
                        all().setSortOrder(RangeRequest.SortOrder.DESCEND).build()))
                .isFalse();
        assertThat(RangePages.canTell(
                        all().setSortTarget(RangeRequest.SortTarget.MOD).build()))
                .isFalse();
        assertThat(RangePages.canTell(all().setMinModRevision(1).build())).isFalse();
    }
}
