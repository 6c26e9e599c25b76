package io.fairlead.server.txn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.WriteTxn;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused whatever the keys are: answers that hold too much, and numbers that mean nothing. */
class RangeLimitsTest {
    private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

    private final Backend backend = new MemoryBackend(new FileOwner(1, 1));
    private final MvccStore store = MvccStore.open(backend);
    private final RequestRules rules = new RequestRules(RequestRules.DEFAULT_MAX_TXN_OPS);

    @BeforeEach
    void putTenKeys() throws IOException {
        Batch batch = backend.begin();
        for (int i = 0; i < 10; i++) {
            WriteTxn txn = store.begin(batch);
            PutRequest put = PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("k" + i))
                    .setValue(ByteString.copyFrom(new byte[98]))
                    .build();
            assertThat(KvEvaluator.put(txn, id -> false, put)).isInstanceOf(Answer.Ok.class);
            txn.commit();
        }
        backend.seal(batch, new AppliedMark(1, 1, Bytes.empty()));
        store.publish();
    }

    private static RangeRequest.Builder all() {
        return RangeRequest.newBuilder().setKey(ALL).setRangeEnd(ALL);
    }

    @Test
    void range_thatHoldsMoreThanItMay_isRefused() {
        RangeRequest request = all().build();
        assertThat(RangeEvaluator.range(store.view(), request, 1000)).isInstanceOf(Answer.Ok.class);
        assertThat(RangeEvaluator.range(store.view(), request, 999))
                .isEqualTo(Answer.refused(EtcdError.RESPONSE_TOO_LARGE));
    }

    @Test
    void range_inPartsOrCounted_holdsLittle() {
        assertThat(RangeEvaluator.range(store.view(), all().setLimit(8).build(), 999))
                .isInstanceOf(Answer.Ok.class);
        assertThat(RangeEvaluator.range(store.view(), all().setCountOnly(true).build(), 1))
                .isInstanceOf(Answer.Ok.class);
    }

    @Test
    void compare_ofUnknownTargetOrResult_isRefused() {
        Compare.Builder compare = Compare.newBuilder().setKey(ALL);
        assertThat(rules.check(TxnRequest.newBuilder()
                        .addCompare(compare.setTargetValue(99))
                        .build()))
                .contains(EtcdError.UNKNOWN_VALUE);
        assertThat(rules.check(TxnRequest.newBuilder()
                        .addCompare(compare.setTargetValue(0).setResultValue(99))
                        .build()))
                .contains(EtcdError.UNKNOWN_VALUE);
        assertThat(rules.check(TxnRequest.newBuilder()
                        .addCompare(compare.setResultValue(1))
                        .build()))
                .isEmpty();
    }
}
