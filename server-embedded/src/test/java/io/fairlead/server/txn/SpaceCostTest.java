package io.fairlead.server.txn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import org.junit.jupiter.api.Test;

class SpaceCostTest {
    private static PutRequest put(int valueSize) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("key"))
                .setValue(ByteString.copyFrom(new byte[valueSize]))
                .build();
    }

    private static RequestOp op(PutRequest request) {
        return RequestOp.newBuilder().setRequestPut(request).build();
    }

    @Test
    void put_costsKeyValueAndOverhead() {
        assertThat(SpaceCost.of(put(10))).isEqualTo(256 + 3 + 10);
    }

    @Test
    void txn_costsItsDearerBranchWithNestedPuts() {
        TxnRequest inner = TxnRequest.newBuilder().addFailure(op(put(1000))).build();
        TxnRequest txn = TxnRequest.newBuilder()
                .addSuccess(op(put(10)))
                .addSuccess(op(put(20)))
                .addFailure(RequestOp.newBuilder().setRequestTxn(inner))
                .build();
        assertThat(SpaceCost.of(txn)).isEqualTo(259 + 1000);
    }

    @Test
    void deletesReadsAndCompactions_costNothing() {
        assertThat(SpaceCost.of(DeleteRangeRequest.getDefaultInstance())).isZero();
        assertThat(SpaceCost.of(RangeRequest.getDefaultInstance())).isZero();
        assertThat(SpaceCost.of(CompactionRequest.getDefaultInstance())).isZero();
        assertThat(SpaceCost.of(TxnRequest.newBuilder()
                        .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(DeleteRangeRequest.newBuilder()))
                        .build()))
                .isZero();
    }

    @Test
    void leaseGrant_costsALittle() {
        assertThat(SpaceCost.of(LeaseGrantRequest.getDefaultInstance())).isEqualTo(64);
    }
}
