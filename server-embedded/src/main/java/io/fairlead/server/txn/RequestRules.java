package io.fairlead.server.txn;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import java.util.List;
import java.util.Optional;

/**
 * What a request must be like before it is proposed or evaluated, whatever the state. Empty means "nothing against it"; of
 * several faults the one that etcd names is named. Any thread.
 */
public final class RequestRules {
    /** etcd's default of {@code --max-txn-ops}. */
    public static final int DEFAULT_MAX_TXN_OPS = 128;

    private final int maxTxnOps;

    /** @param maxTxnOps how many compares, or operations in a branch, a transaction may have with those nested in it */
    public RequestRules(int maxTxnOps) {
        this.maxTxnOps = maxTxnOps;
    }

    public Optional<EtcdError> check(RangeRequest request) {
        if (request.getKey().isEmpty()) {
            return Optional.of(EtcdError.EMPTY_KEY);
        }
        if (request.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED
                || request.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED) {
            return Optional.of(EtcdError.INVALID_SORT_OPTION);
        }
        return Optional.empty();
    }

    public Optional<EtcdError> check(PutRequest request) {
        if (request.getKey().isEmpty()) {
            return Optional.of(EtcdError.EMPTY_KEY);
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            return Optional.of(EtcdError.VALUE_PROVIDED);
        }
        if (request.getIgnoreLease() && request.getLease() != 0) {
            return Optional.of(EtcdError.LEASE_PROVIDED);
        }
        return Optional.empty();
    }

    public Optional<EtcdError> check(DeleteRangeRequest request) {
        return request.getKey().isEmpty() ? Optional.of(EtcdError.EMPTY_KEY) : Optional.empty();
    }

    /** Sizes and forms first, at every level; then whether a key would be written twice. */
    public Optional<EtcdError> check(TxnRequest request) {
        Optional<EtcdError> fault = checkForm(request, maxTxnOps);
        if (fault.isPresent()) {
            return fault;
        }
        boolean twice = TxnWrites.overlap(request.getSuccessList()) || TxnWrites.overlap(request.getFailureList());
        return twice ? Optional.of(EtcdError.DUPLICATE_KEY) : Optional.empty();
    }

    private Optional<EtcdError> checkForm(TxnRequest request, int budget) {
        int ops = Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (ops > budget) {
            return Optional.of(EtcdError.TOO_MANY_OPS);
        }
        for (Compare compare : request.getCompareList()) {
            if (compare.getKey().isEmpty()) {
                return Optional.of(EtcdError.EMPTY_KEY);
            }
        }
        for (Compare compare : request.getCompareList()) {
            if (compare.getResult() == Compare.CompareResult.UNRECOGNIZED
                    || compare.getTarget() == Compare.CompareTarget.UNRECOGNIZED) {
                return Optional.of(EtcdError.UNKNOWN_VALUE);
            }
        }
        Optional<EtcdError> fault = checkOps(request.getSuccessList(), budget - ops);
        return fault.isPresent() ? fault : checkOps(request.getFailureList(), budget - ops);
    }

    private Optional<EtcdError> checkOps(List<RequestOp> ops, int budget) {
        for (RequestOp op : ops) {
            Optional<EtcdError> fault = switch (op.getRequestCase()) {
                case REQUEST_RANGE -> check(op.getRequestRange());
                case REQUEST_PUT -> check(op.getRequestPut());
                case REQUEST_DELETE_RANGE -> check(op.getRequestDeleteRange());
                case REQUEST_TXN -> checkForm(op.getRequestTxn(), budget);
                case REQUEST_NOT_SET -> Optional.of(EtcdError.KEY_NOT_FOUND);
            };
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /** Whether a request changes nothing whichever branch is taken: it can then be answered without the log. */
    public static boolean isReadOnly(TxnRequest request) {
        return isReadOnly(request.getSuccessList()) && isReadOnly(request.getFailureList());
    }

    private static boolean isReadOnly(List<RequestOp> ops) {
        for (RequestOp op : ops) {
            boolean reads = switch (op.getRequestCase()) {
                case REQUEST_RANGE -> true;
                case REQUEST_TXN -> isReadOnly(op.getRequestTxn());
                case REQUEST_PUT, REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> false;
            };
            if (!reads) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a transaction may be answered from this member's own state: it only reads, and every range in it says
     * serializable. True without any range.
     */
    public static boolean isSerializable(TxnRequest request) {
        return isSerializable(request.getSuccessList()) && isSerializable(request.getFailureList());
    }

    private static boolean isSerializable(List<RequestOp> ops) {
        for (RequestOp op : ops) {
            boolean serializable = switch (op.getRequestCase()) {
                case REQUEST_RANGE -> op.getRequestRange().getSerializable();
                case REQUEST_TXN -> isSerializable(op.getRequestTxn());
                case REQUEST_PUT, REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> false;
            };
            if (!serializable) {
                return false;
            }
        }
        return true;
    }
}
