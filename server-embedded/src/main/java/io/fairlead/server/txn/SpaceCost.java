package io.fairlead.server.txn;

import com.google.protobuf.MessageLite;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import java.util.List;

/**
 * How much space a request takes, estimated before it is carried out and as etcd estimates it; only that etcd 3.5 overlooks
 * the puts of nested transactions.
 */
public final class SpaceCost {
    private static final long KEY_OVERHEAD = 256;
    private static final long LEASE_OVERHEAD = 64;

    private SpaceCost() {}

    /** In bytes; 0 for requests that take no space, such as deletes, compactions and reads. */
    public static long of(MessageLite request) {
        if (request instanceof PutRequest put) {
            return of(put);
        }
        if (request instanceof TxnRequest txn) {
            return of(txn);
        }
        return request instanceof LeaseGrantRequest ? LEASE_OVERHEAD : 0;
    }

    private static long of(PutRequest request) {
        return KEY_OVERHEAD + request.getKey().size() + request.getValue().size();
    }

    /** The dearer branch: which one is taken shows only when it is. */
    private static long of(TxnRequest request) {
        return Math.max(of(request.getSuccessList()), of(request.getFailureList()));
    }

    private static long of(List<RequestOp> ops) {
        long cost = 0;
        for (RequestOp op : ops) {
            if (op.hasRequestPut()) {
                cost += of(op.getRequestPut());
            } else if (op.hasRequestTxn()) {
                cost += of(op.getRequestTxn());
            }
        }
        return cost;
    }
}
