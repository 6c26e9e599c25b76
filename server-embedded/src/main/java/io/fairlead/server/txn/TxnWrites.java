package io.fairlead.server.txn;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The keys one branch of a transaction writes, with everything nested in it, and whether it would write one twice.
 *
 * <p>etcd's rules, which are about what could happen rather than what will: deletes of a level, and of nested transactions that
 * came before, must not meet puts; puts must not meet puts, except in the two branches of one nested transaction.
 */
final class TxnWrites {
    private final TreeSet<Bytes> puts = new TreeSet<>();
    private final List<DeletedKeys> deletes = new ArrayList<>();

    private TxnWrites() {}

    /** Whether the branch could write a key twice. */
    static boolean overlap(List<RequestOp> branch) {
        return !new TxnWrites().collect(branch);
    }

    /** False where a key would be written twice. */
    private boolean collect(List<RequestOp> branch) {
        for (RequestOp op : branch) {
            if (op.hasRequestDeleteRange()) {
                deletes.add(DeletedKeys.of(op.getRequestDeleteRange()));
            }
        }
        for (RequestOp op : branch) {
            if (op.hasRequestTxn() && !collectNested(op)) {
                return false;
            }
        }
        for (RequestOp op : branch) {
            if (op.hasRequestPut()) {
                Bytes key = Wire.bytes(op.getRequestPut().getKey());
                if (isDeleted(key) || !puts.add(key)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean collectNested(RequestOp op) {
        TxnWrites then = new TxnWrites();
        TxnWrites otherwise = new TxnWrites();
        if (!then.collect(op.getRequestTxn().getSuccessList())
                || !otherwise.collect(op.getRequestTxn().getFailureList())) {
            return false;
        }
        for (Bytes key : then.puts) {
            if (isDeleted(key) || !puts.add(key)) {
                return false;
            }
        }
        for (Bytes key : otherwise.puts) {
            if (isDeleted(key) || (!puts.add(key) && !then.puts.contains(key))) {
                return false;
            }
        }
        deletes.addAll(then.deletes);
        deletes.addAll(otherwise.deletes);
        return true;
    }

    private boolean isDeleted(Bytes key) {
        for (DeletedKeys keys : deletes) {
            if (keys.contains(key)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a delete is taken to hit. As in etcd the first key is always hit, and the end is taken literally: the NUL that means
     * "every key from here on" is below all other keys, so such a delete is not seen to meet puts of later keys. Clients rely
     * on neither; refusing more than etcd does could break one.
     */
    private record DeletedKeys(Bytes from, Bytes end) {
        static DeletedKeys of(DeleteRangeRequest request) {
            ByteString end = request.getRangeEnd();
            return new DeletedKeys(Wire.bytes(request.getKey()), Wire.bytes(end));
        }

        boolean contains(Bytes key) {
            int order = from.compareTo(key);
            return order == 0 || (order < 0 && key.compareTo(end) < 0);
        }
    }
}
