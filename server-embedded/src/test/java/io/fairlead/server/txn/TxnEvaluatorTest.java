package io.fairlead.server.txn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the recorded scenarios do not reach. */
class TxnEvaluatorTest {
    private final KvBench bench = new KvBench(new MemoryBackend(new FileOwner(1, 2)));
    private final RequestRules rules = new RequestRules(RequestRules.DEFAULT_MAX_TXN_OPS);

    private static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static RequestOp put(String key, String value) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(text(key)).setValue(text(value)))
                .build();
    }

    private static RequestOp deleteFrom(String key) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(
                        DeleteRangeRequest.newBuilder().setKey(text(key)).setRangeEnd(ByteString.copyFrom(new byte[1])))
                .build();
    }

    private long revision() {
        return bench.store().revision();
    }

    @BeforeEach
    void writeSomeKeys() {
        TxnRequest keys = TxnRequest.newBuilder()
                .addSuccess(put("a", "1"))
                .addSuccess(put("b", "2"))
                .build();
        assertThat(bench.turn(txn -> TxnEvaluator.txn(txn, bench, keys))).isInstanceOf(Answer.Ok.class);
    }

    @Test
    void txn_deleteFromKeyThenPutBehindIt_isAcceptedAndRunsInOrder() {
        TxnRequest request = TxnRequest.newBuilder()
                .addSuccess(deleteFrom("a"))
                .addSuccess(put("b", "new"))
                .build();
        assertThat(rules.check(request)).isEmpty();
        assertThat(bench.turn(txn -> TxnEvaluator.txn(txn, bench, request))).isInstanceOf(Answer.Ok.class);
        RangeRequest everything = RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(new byte[1]))
                .setRangeEnd(ByteString.copyFrom(new byte[1]))
                .build();
        Answer<String> left = RangeEvaluator.range(bench.store(), everything)
                .map(response -> response.getKvsList().stream()
                        .map(kv ->
                                kv.getKey().toStringUtf8() + "=" + kv.getValue().toStringUtf8() + " created "
                                        + kv.getCreateRevision() + " version " + kv.getVersion())
                        .reduce("", String::concat));
        assertThat(left).isEqualTo(Answer.ok("b=new created 3 version 1"));
    }

    @Test
    void txn_deleteAtItsOwnFirstKeyThenPut_isRefused() {
        TxnRequest request = TxnRequest.newBuilder()
                .addSuccess(deleteFrom("a"))
                .addSuccess(put("a", "new"))
                .build();
        assertThat(rules.check(request)).contains(EtcdError.DUPLICATE_KEY);
    }

    @Test
    void txn_keepsTheValueOfAKeyItDeletedItself_isRefusedAndDoesNothing() {
        TxnRequest request = TxnRequest.newBuilder()
                .addSuccess(put("c", "3"))
                .addSuccess(deleteFrom("a"))
                .addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder().setKey(text("b")).setIgnoreValue(true)))
                .build();
        long before = revision();
        assertThat(bench.turn(txn -> TxnEvaluator.txn(txn, bench, request)))
                .isEqualTo(Answer.refused(EtcdError.KEY_NOT_FOUND));
        assertThat(revision()).isEqualTo(before);
        RangeRequest count = RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(new byte[1]))
                .setRangeEnd(ByteString.copyFrom(new byte[1]))
                .setCountOnly(true)
                .build();
        assertThat(RangeEvaluator.range(bench.store(), count).map(response -> response.getCount()))
                .isEqualTo(Answer.ok(2L));
        assertThat(bench.turn(txn -> TxnEvaluator.txn(
                                txn,
                                bench,
                                TxnRequest.newBuilder()
                                        .addSuccess(put("c", "3"))
                                        .build()))
                        .map(response -> response.getHeader().getRevision()))
                .isEqualTo(Answer.ok(before + 1));
    }

    @Test
    void rules_unknownSortOrTarget_areRefused() {
        RangeRequest range = RangeRequest.newBuilder().setKey(text("a")).build();
        assertThat(rules.check(range)).isEmpty();
        assertThat(rules.check(range.toBuilder().setSortOrderValue(9).build())).contains(EtcdError.INVALID_SORT_OPTION);
        assertThat(rules.check(range.toBuilder().setSortTargetValue(9).build()))
                .contains(EtcdError.INVALID_SORT_OPTION);
        TxnRequest nested = TxnRequest.newBuilder()
                .addFailure(
                        RequestOp.newBuilder().setRequestRange(range.toBuilder().setSortTargetValue(9)))
                .build();
        assertThat(rules.check(nested)).contains(EtcdError.INVALID_SORT_OPTION);
    }

    @Test
    void rules_fewerOperationsAllowed_countEachListAndLevel() {
        RequestRules two = new RequestRules(2);
        TxnRequest flat = TxnRequest.newBuilder()
                .addSuccess(put("a", "1"))
                .addSuccess(put("b", "1"))
                .addFailure(put("a", "1"))
                .addFailure(put("b", "1"))
                .build();
        assertThat(two.check(flat)).isEmpty();
        assertThat(two.check(flat.toBuilder().addSuccess(put("c", "1")).build()))
                .contains(EtcdError.TOO_MANY_OPS);
        TxnRequest nested = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestTxn(flat))
                .build();
        assertThat(two.check(nested)).contains(EtcdError.TOO_MANY_OPS);
    }

    @Test
    void readOnly_txnOfRangesAlone_isToldFromOneThatWrites() {
        RequestOp range = RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(text("a")).setSerializable(true))
                .build();
        TxnRequest reads = TxnRequest.newBuilder().addSuccess(range).build();
        TxnRequest nested = TxnRequest.newBuilder()
                .addFailure(RequestOp.newBuilder().setRequestTxn(reads))
                .build();
        assertThat(RequestRules.isReadOnly(reads)).isTrue();
        assertThat(RequestRules.isReadOnly(nested)).isTrue();
        assertThat(RequestRules.isSerializable(nested)).isTrue();
        TxnRequest writes = nested.toBuilder().addSuccess(put("a", "1")).build();
        assertThat(RequestRules.isReadOnly(writes)).isFalse();
        assertThat(RequestRules.isSerializable(writes)).isFalse();
        assertThat(RequestRules.isSerializable(TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder()
                                .setRequestRange(RangeRequest.newBuilder().setKey(text("a"))))
                        .build()))
                .isFalse();
    }

    @Test
    void range_largestLimitThereIs_isNoLimit() {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(text("a"))
                .setRangeEnd(text("z"))
                .setLimit(Long.MAX_VALUE)
                .build();
        assertThat(RangeEvaluator.range(bench.store(), request)
                        .map(response -> response.getKvsCount() + " " + response.getMore()))
                .isEqualTo(Answer.ok("2 false"));
    }

    @Test
    void compare_resultOrTargetOfALaterRelease_isTakenAsEtcdDoes() {
        Compare unknownResult = Compare.newBuilder()
                .setKey(text("a"))
                .setResultValue(77)
                .setVersion(5)
                .build();
        TxnRequest request = TxnRequest.newBuilder().addCompare(unknownResult).build();
        assertThat(TxnEvaluator.readOnly(bench.store(), request).map(response -> response.getSucceeded()))
                .isEqualTo(Answer.ok(true));
    }
}
