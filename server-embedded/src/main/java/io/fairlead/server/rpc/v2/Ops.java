package io.fairlead.server.rpc.v2;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.Compare.CompareResult;
import io.fairlead.api.pb.etcdserverpb.Compare.CompareTarget;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest.SortOrder;
import io.fairlead.api.pb.etcdserverpb.RangeRequest.SortTarget;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;

/** The pieces transactions are made of here. */
final class Ops {
    private Ops() {}

    static Compare isAbsent(ByteString key) {
        return version(CompareResult.EQUAL).setKey(key).build();
    }

    static Compare isPresent(ByteString key) {
        return version(CompareResult.GREATER).setKey(key).build();
    }

    /** No key from {@code first} to before {@code end}. */
    static Compare isEmpty(ByteString first, ByteString end) {
        return version(CompareResult.EQUAL).setKey(first).setRangeEnd(end).build();
    }

    private static Compare.Builder version(CompareResult result) {
        return Compare.newBuilder()
                .setTarget(CompareTarget.VERSION)
                .setResult(result)
                .setVersion(0);
    }

    static Compare holds(ByteString key, String value) {
        return Compare.newBuilder()
                .setTarget(CompareTarget.VALUE)
                .setResult(CompareResult.EQUAL)
                .setKey(key)
                .setValue(ByteString.copyFromUtf8(value))
                .build();
    }

    static Compare wasWrittenAt(ByteString key, long revision) {
        return Compare.newBuilder()
                .setTarget(CompareTarget.MOD)
                .setResult(CompareResult.EQUAL)
                .setKey(key)
                .setModRevision(revision)
                .build();
    }

    static RequestOp put(PutRequest.Builder put) {
        return RequestOp.newBuilder().setRequestPut(put.setPrevKv(true)).build();
    }

    static RequestOp delete(ByteString key) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(
                        DeleteRangeRequest.newBuilder().setKey(key).setPrevKv(true))
                .build();
    }

    static RequestOp delete(ByteString first, ByteString end) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(
                        DeleteRangeRequest.newBuilder().setKey(first).setRangeEnd(end))
                .build();
    }

    static RequestOp read(RangeRequest.Builder range) {
        return RequestOp.newBuilder().setRequestRange(range).build();
    }

    /** Only whether the key is there. */
    static RequestOp count(KeyPath path) {
        return read(RangeRequest.newBuilder().setKey(path.key()).setCountOnly(true));
    }

    /** The key of the directory that was created first. */
    static RequestOp firstIn(KeyPath directory) {
        return read(RangeRequest.newBuilder()
                .setKey(directory.directoryKey())
                .setRangeEnd(directory.directoryEnd())
                .setKeysOnly(true)
                .setSortTarget(SortTarget.CREATE)
                .setSortOrder(SortOrder.ASCEND)
                .setLimit(1));
    }

    static RequestOp nested(TxnRequest.Builder txn) {
        return RequestOp.newBuilder().setRequestTxn(txn).build();
    }
}
