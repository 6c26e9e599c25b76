package io.fairlead.client.kv;

import io.fairlead.api.Bytes;
import io.fairlead.api.Consistency;
import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.SortOrder;
import io.fairlead.api.kv.SortTarget;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.client.call.Wire;

/** From the values of the contract to requests. */
final class KvRequests {
    private KvRequests() {}

    static RangeRequest range(KeyRange range, ReadOptions options) {
        return RangeRequest.newBuilder()
                .setKey(Wire.bytes(range.key()))
                .setRangeEnd(Wire.bytes(range.end()))
                .setLimit(options.limit())
                .setRevision(options.revision())
                .setSortOrder(order(options.sortOrder()))
                .setSortTarget(target(options.sortTarget()))
                .setSerializable(options.consistency() == Consistency.SERIALIZABLE)
                .setKeysOnly(options.keysOnly())
                .setCountOnly(options.countOnly())
                .setMinModRevision(options.minModRevision())
                .setMaxModRevision(options.maxModRevision())
                .setMinCreateRevision(options.minCreateRevision())
                .setMaxCreateRevision(options.maxCreateRevision())
                .build();
    }

    static PutRequest put(Bytes key, Bytes value, PutOptions options) {
        return PutRequest.newBuilder()
                .setKey(Wire.bytes(key))
                .setValue(Wire.bytes(value))
                .setLease(options.lease())
                .setPrevKv(options.prevKv())
                .setIgnoreValue(options.ignoreValue())
                .setIgnoreLease(options.ignoreLease())
                .build();
    }

    static DeleteRangeRequest delete(KeyRange range, DeleteOptions options) {
        return DeleteRangeRequest.newBuilder()
                .setKey(Wire.bytes(range.key()))
                .setRangeEnd(Wire.bytes(range.end()))
                .setPrevKv(options.prevKv())
                .build();
    }

    static TxnRequest txn(Txn txn) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        txn.when().forEach(condition -> request.addCompare(compare(condition)));
        txn.then().forEach(step -> request.addSuccess(op(step)));
        txn.otherwise().forEach(step -> request.addFailure(op(step)));
        return request.build();
    }

    private static RequestOp op(Op step) {
        RequestOp.Builder op = RequestOp.newBuilder();
        if (step instanceof Op.Get get) {
            op.setRequestRange(range(get.range(), get.options()));
        } else if (step instanceof Op.Put put) {
            op.setRequestPut(put(put.key(), put.value(), put.options()));
        } else if (step instanceof Op.Delete delete) {
            op.setRequestDeleteRange(delete(delete.range(), delete.options()));
        } else {
            op.setRequestTxn(txn(((Op.Nested) step).txn()));
        }
        return op.build();
    }

    private static Compare compare(Cmp condition) {
        Compare.Builder compare = Compare.newBuilder()
                .setKey(Wire.bytes(condition.range().key()))
                .setRangeEnd(Wire.bytes(condition.range().end()))
                .setResult(
                        switch (condition.relation()) {
                            case EQUAL -> Compare.CompareResult.EQUAL;
                            case GREATER -> Compare.CompareResult.GREATER;
                            case LESS -> Compare.CompareResult.LESS;
                            case NOT_EQUAL -> Compare.CompareResult.NOT_EQUAL;
                        });
        return switch (condition.target()) {
            case VERSION ->
                compare.setTarget(Compare.CompareTarget.VERSION)
                        .setVersion(condition.number())
                        .build();
            case CREATE_REVISION ->
                compare.setTarget(Compare.CompareTarget.CREATE)
                        .setCreateRevision(condition.number())
                        .build();
            case MOD_REVISION ->
                compare.setTarget(Compare.CompareTarget.MOD)
                        .setModRevision(condition.number())
                        .build();
            case VALUE ->
                compare.setTarget(Compare.CompareTarget.VALUE)
                        .setValue(Wire.bytes(condition.value()))
                        .build();
            case LEASE ->
                compare.setTarget(Compare.CompareTarget.LEASE)
                        .setLease(condition.number())
                        .build();
        };
    }

    private static RangeRequest.SortOrder order(SortOrder order) {
        return switch (order) {
            case NONE -> RangeRequest.SortOrder.NONE;
            case ASCENDING -> RangeRequest.SortOrder.ASCEND;
            case DESCENDING -> RangeRequest.SortOrder.DESCEND;
        };
    }

    private static RangeRequest.SortTarget target(SortTarget target) {
        return switch (target) {
            case KEY -> RangeRequest.SortTarget.KEY;
            case VERSION -> RangeRequest.SortTarget.VERSION;
            case CREATE_REVISION -> RangeRequest.SortTarget.CREATE;
            case MOD_REVISION -> RangeRequest.SortTarget.MOD;
            case VALUE -> RangeRequest.SortTarget.VALUE;
        };
    }
}
