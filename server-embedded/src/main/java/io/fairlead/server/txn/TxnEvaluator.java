package io.fairlead.server.txn;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KvView;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.mvcc.ReadView;
import io.fairlead.server.mvcc.WriteTxn;
import java.util.List;
import java.util.Optional;

/**
 * Carries out transactions.
 *
 * <p>In etcd's order: all compares, those of nested transactions too, are judged against the state before; then the puts of the
 * branches taken are checked, then their ranges; only then is anything done, operation by operation, under one revision. So a
 * refused transaction has done nothing.
 */
public final class TxnEvaluator {
    private TxnEvaluator() {}

    /**
     * Carries out a transaction. Apply loop.
     *
     * @param request one that {@link RequestRules} has nothing against
     * @return refused as KEY_NOT_FOUND, LEASE_NOT_FOUND, FUTURE_REVISION or COMPACTED: the caller abandons {@code txn}
     */
    public static Answer<TxnResponse> txn(WriteTxn txn, Leases leases, TxnRequest request) {
        TakenBranch taken = TakenBranch.of(txn, request);
        Optional<EtcdError> fault = checkPuts(txn, leases, taken);
        if (fault.isEmpty()) {
            fault = checkRanges(txn, taken);
        }
        if (fault.isPresent()) {
            return Answer.refused(fault.get());
        }
        return run(txn, taken)
                .map(response -> response.setHeader(Wire.header(txn.revision())).build());
    }

    /**
     * Answers a transaction that only reads, from what is published. Any thread.
     *
     * @param request one for which {@link RequestRules#isReadOnly(TxnRequest)} holds
     * @return refused as FUTURE_REVISION or COMPACTED
     */
    public static Answer<TxnResponse> readOnly(MvccStore store, TxnRequest request) {
        while (true) {
            ReadView view = store.view();
            TakenBranch taken = TakenBranch.of(view, request);
            Optional<EtcdError> fault = checkRanges(view, taken);
            if (fault.isPresent()) {
                return Answer.refused(fault.get());
            }
            Answer<TxnResponse.Builder> answer = run(view, taken);
            // Judged against one view; a compaction that passed it meanwhile, or another state in its place, may have
            // hidden keys from a compare.
            if (view.covers(view.revision()) && !view.isOutlived()) {
                return answer.map(response ->
                        response.setHeader(Wire.header(view.revision())).build());
            }
        }
    }

    private static Optional<EtcdError> checkPuts(KvView view, Leases leases, TakenBranch taken) {
        int nested = 0;
        for (RequestOp op : taken.ops()) {
            Optional<EtcdError> fault = switch (op.getRequestCase()) {
                case REQUEST_PUT -> checkPut(view, leases, op.getRequestPut());
                case REQUEST_TXN -> checkPuts(view, leases, taken.nested().get(nested++));
                case REQUEST_RANGE, REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> Optional.empty();
            };
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<EtcdError> checkPut(KvView view, Leases leases, PutRequest request) {
        if (request.getIgnoreValue() || request.getIgnoreLease()) {
            if (view.count(KeySpan.of(Wire.bytes(request.getKey())), view.revision()) == 0) {
                return Optional.of(EtcdError.KEY_NOT_FOUND);
            }
        }
        if (request.getLease() != 0 && !leases.exists(request.getLease())) {
            return Optional.of(EtcdError.LEASE_NOT_FOUND);
        }
        return Optional.empty();
    }

    private static Optional<EtcdError> checkRanges(KvView view, TakenBranch taken) {
        int nested = 0;
        for (RequestOp op : taken.ops()) {
            Optional<EtcdError> fault = switch (op.getRequestCase()) {
                case REQUEST_RANGE -> checkRange(view, op.getRequestRange());
                case REQUEST_TXN -> checkRanges(view, taken.nested().get(nested++));
                case REQUEST_PUT, REQUEST_DELETE_RANGE, REQUEST_NOT_SET -> Optional.empty();
            };
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    /** Unlike a range of its own, one in a transaction takes a negative revision for an old one, not for the current one. */
    private static Optional<EtcdError> checkRange(KvView view, RangeRequest request) {
        if (request.getRevision() > view.revision()) {
            return Optional.of(EtcdError.FUTURE_REVISION);
        }
        if (request.getRevision() != 0 && request.getRevision() < view.compactedRevision()) {
            return Optional.of(EtcdError.COMPACTED);
        }
        return Optional.empty();
    }

    private static Answer<TxnResponse.Builder> run(KvView view, TakenBranch taken) {
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(taken.succeeded());
        int nested = 0;
        for (RequestOp op : taken.ops()) {
            Answer<ResponseOp> answer = switch (op.getRequestCase()) {
                case REQUEST_RANGE ->
                    RangeEvaluator.range(view, op.getRequestRange()).map(TxnEvaluator::op);
                case REQUEST_PUT ->
                    KvEvaluator.put(writable(view), op.getRequestPut()).map(TxnEvaluator::op);
                case REQUEST_DELETE_RANGE ->
                    KvEvaluator.deleteRange(writable(view), op.getRequestDeleteRange())
                            .map(TxnEvaluator::op);
                case REQUEST_TXN -> run(view, taken.nested().get(nested++)).map(TxnEvaluator::nestedOp);
                case REQUEST_NOT_SET -> throw Invariant.unreachable("the rules refuse an empty operation");
            };
            if (answer instanceof Answer.Refused<ResponseOp> refused) {
                return Answer.refused(refused.error());
            }
            answer.map(response::addResponses);
        }
        return Answer.ok(response);
    }

    private static WriteTxn writable(KvView view) {
        if (view instanceof WriteTxn txn) {
            return txn;
        }
        throw Invariant.unreachable("a transaction that writes is not answered as one that only reads");
    }

    private static ResponseOp op(RangeResponse response) {
        return ResponseOp.newBuilder().setResponseRange(response).build();
    }

    private static ResponseOp op(PutResponse response) {
        return ResponseOp.newBuilder().setResponsePut(response).build();
    }

    private static ResponseOp op(DeleteRangeResponse response) {
        return ResponseOp.newBuilder().setResponseDeleteRange(response).build();
    }

    /** The header of a nested transaction is there, and empty. */
    private static ResponseOp nestedOp(TxnResponse.Builder response) {
        return ResponseOp.newBuilder()
                .setResponseTxn(response.setHeader(ResponseHeader.getDefaultInstance()))
                .build();
    }

    /**
     * Which branch is taken, here and in the transactions nested in it.
     *
     * @param nested one for each nested transaction among {@code ops}, in order
     */
    private record TakenBranch(boolean succeeded, List<RequestOp> ops, List<TakenBranch> nested) {
        static TakenBranch of(KvView view, TxnRequest request) {
            boolean succeeded = Compares.allHold(view, request.getCompareList());
            List<RequestOp> ops = succeeded ? request.getSuccessList() : request.getFailureList();
            List<TakenBranch> nested = ops.stream()
                    .filter(RequestOp::hasRequestTxn)
                    .map(op -> of(view, op.getRequestTxn()))
                    .toList();
            return new TakenBranch(succeeded, ops, nested);
        }
    }
}
