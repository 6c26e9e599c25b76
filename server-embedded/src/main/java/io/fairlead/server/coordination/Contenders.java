package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.watch.WatchSpec;

/** The line of keys of one lock or election, and what is asked of it. */
record Contenders(ByteString name) {
    private static final ByteString SLASH = ByteString.copyFromUtf8("/");

    /** The byte behind the slash: where the keys that begin with name and slash end. */
    private static final ByteString AFTER_SLASH = ByteString.copyFromUtf8("0");

    ByteString prefix() {
        return name.concat(SLASH);
    }

    ByteString prefixEnd() {
        return name.concat(AFTER_SLASH);
    }

    /** A negative lease has a minus sign before its digits, as in etcd. */
    ByteString keyOf(long lease) {
        return prefix().concat(ByteString.copyFromUtf8(Long.toString(lease, 16)));
    }

    /** The key at the head of the line. */
    RangeRequest first() {
        return RangeRequest.newBuilder()
                .setKey(prefix())
                .setRangeEnd(prefixEnd())
                .setSortTarget(RangeRequest.SortTarget.CREATE)
                .setSortOrder(RangeRequest.SortOrder.ASCEND)
                .setLimit(1)
                .build();
    }

    /**
     * The key that stands right before the one created at {@code createRevision}, as this member has it. That is enough for whoever
     * saw that key created here: nobody comes in before it any more, and a member that has not heard of a leaving yet only waits
     * longer.
     */
    RangeRequest lastBefore(long createRevision) {
        return RangeRequest.newBuilder()
                .setKey(prefix())
                .setRangeEnd(prefixEnd())
                .setSortTarget(RangeRequest.SortTarget.CREATE)
                .setSortOrder(RangeRequest.SortOrder.DESCEND)
                .setLimit(1)
                .setMaxCreateRevision(createRevision - 1)
                .setSerializable(true)
                .build();
    }

    /** What becomes of the line after {@code revision}. */
    WatchSpec changesAfter(long revision) {
        return WatchSpec.of(bytes(prefix()), bytes(prefixEnd())).from(revision + 1);
    }

    /** What becomes of one key after {@code revision}. */
    static WatchSpec changesAfter(ByteString key, long revision) {
        return WatchSpec.of(bytes(key), Bytes.empty()).from(revision + 1);
    }

    static RangeRequest one(ByteString key) {
        return RangeRequest.newBuilder().setKey(key).build();
    }

    static Compare created(ByteString key, long revision) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(revision)
                .build();
    }

    static RequestOp range(RangeRequest request) {
        return RequestOp.newBuilder().setRequestRange(request).build();
    }

    static RequestOp put(ByteString key, ByteString value, long lease) {
        return RequestOp.newBuilder()
                .setRequestPut(
                        PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease))
                .build();
    }

    /** Takes a key out of the line, if it is still the one that was created then. */
    static TxnRequest leave(ByteString key, long createRevision) {
        return TxnRequest.newBuilder()
                .addCompare(created(key, createRevision))
                .addSuccess(RequestOp.newBuilder()
                        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key)))
                .build();
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.unsafeWrap(bytes.toByteArray());
    }
}
