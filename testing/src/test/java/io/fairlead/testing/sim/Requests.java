package io.fairlead.testing.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.Bytes;
import io.fairlead.api.Consistency;
import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.DeleteOptions;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.SortOrder;
import io.fairlead.api.kv.SortTarget;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the books have as requests of the wire, asked for as a user of the library asks. */
final class Requests {
    private Requests() {}

    /** Makes the call; the answer comes in the words of the wire again. */
    static CompletableFuture<Message> ask(AsyncKv kv, Message request) {
        if (request instanceof PutRequest put) {
            return kv.put(bytes(put.getKey()), bytes(put.getValue()), options(put))
                    .thenApply(Answers::put);
        }
        if (request instanceof DeleteRangeRequest delete) {
            return kv.delete(range(delete), options(delete)).thenApply(Answers::delete);
        }
        if (request instanceof RangeRequest range) {
            return kv.get(range(range), options(range)).thenApply(Answers::range);
        }
        if (request instanceof TxnRequest txn) {
            return kv.commit(txn(txn)).thenApply(Answers::txn);
        }
        return kv.compact(((CompactionRequest) request).getRevision()).thenApply(Answers::compaction);
    }

    static Bytes bytes(ByteString bytes) {
        return Bytes.unsafeWrap(bytes.toByteArray());
    }

    static KeyRange range(ByteString key, ByteString end) {
        return new KeyRange(bytes(key), bytes(end));
    }

    private static KeyRange range(RangeRequest range) {
        return range(range.getKey(), range.getRangeEnd());
    }

    private static KeyRange range(DeleteRangeRequest delete) {
        return range(delete.getKey(), delete.getRangeEnd());
    }

    private static PutOptions options(PutRequest put) {
        return new PutOptions(put.getLease(), put.getPrevKv(), put.getIgnoreValue(), put.getIgnoreLease());
    }

    private static DeleteOptions options(DeleteRangeRequest delete) {
        return new DeleteOptions(delete.getPrevKv());
    }

    private static ReadOptions options(RangeRequest range) {
        return new ReadOptions(
                range.getLimit(),
                range.getRevision(),
                switch (range.getSortOrder()) {
                    case ASCEND -> SortOrder.ASCENDING;
                    case DESCEND -> SortOrder.DESCENDING;
                    case NONE, UNRECOGNIZED -> SortOrder.NONE;
                },
                switch (range.getSortTarget()) {
                    case VERSION -> SortTarget.VERSION;
                    case CREATE -> SortTarget.CREATE_REVISION;
                    case MOD -> SortTarget.MOD_REVISION;
                    case VALUE -> SortTarget.VALUE;
                    case KEY, UNRECOGNIZED -> SortTarget.KEY;
                },
                range.getSerializable() ? Consistency.SERIALIZABLE : Consistency.LINEARIZABLE,
                range.getKeysOnly(),
                range.getCountOnly(),
                range.getMinModRevision(),
                range.getMaxModRevision(),
                range.getMinCreateRevision(),
                range.getMaxCreateRevision());
    }

    private static Txn txn(TxnRequest txn) {
        return new Txn(
                txn.getCompareList().stream().map(Requests::compare).toList(),
                ops(txn.getSuccessList()),
                ops(txn.getFailureList()));
    }

    private static List<Op> ops(List<RequestOp> branch) {
        return branch.stream().map(Requests::op).toList();
    }

    private static Op op(RequestOp op) {
        return switch (op.getRequestCase()) {
            case REQUEST_RANGE -> Op.get(range(op.getRequestRange()), options(op.getRequestRange()));
            case REQUEST_PUT ->
                Op.put(
                        bytes(op.getRequestPut().getKey()),
                        bytes(op.getRequestPut().getValue()),
                        options(op.getRequestPut()));
            case REQUEST_DELETE_RANGE ->
                Op.delete(range(op.getRequestDeleteRange()), options(op.getRequestDeleteRange()));
            case REQUEST_TXN -> Op.txn(txn(op.getRequestTxn()));
            case REQUEST_NOT_SET -> throw new IllegalArgumentException("a step that asks for nothing");
        };
    }

    private static Cmp compare(Compare compare) {
        KeyRange range = range(compare.getKey(), compare.getRangeEnd());
        Cmp.Relation relation = switch (compare.getResult()) {
            case EQUAL, UNRECOGNIZED -> Cmp.Relation.EQUAL;
            case GREATER -> Cmp.Relation.GREATER;
            case LESS -> Cmp.Relation.LESS;
            case NOT_EQUAL -> Cmp.Relation.NOT_EQUAL;
        };
        return switch (compare.getTarget()) {
            case VERSION -> Cmp.version(range).relation(relation, compare.getVersion());
            case CREATE -> Cmp.createRevision(range).relation(relation, compare.getCreateRevision());
            case MOD -> Cmp.modRevision(range).relation(relation, compare.getModRevision());
            case LEASE -> Cmp.lease(range).relation(relation, compare.getLease());
            case VALUE, UNRECOGNIZED -> Cmp.value(range).relation(relation, bytes(compare.getValue()));
        };
    }
}
