package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a request is refused for whatever the keys are. */
final class ReferenceRules {
    private final int maxTxnOps;

    ReferenceRules(int maxTxnOps) {
        this.maxTxnOps = maxTxnOps;
    }

    Optional<EtcdError> fault(RangeRequest request) {
        if (request.getKey().isEmpty()) {
            return Optional.of(EtcdError.EMPTY_KEY);
        }
        boolean known = request.getSortOrderValue() >= 0
                && request.getSortOrderValue() <= 2
                && request.getSortTargetValue() >= 0
                && request.getSortTargetValue() <= 4;
        return known ? Optional.empty() : Optional.of(EtcdError.INVALID_SORT_OPTION);
    }

    Optional<EtcdError> fault(PutRequest request) {
        if (request.getKey().isEmpty()) {
            return Optional.of(EtcdError.EMPTY_KEY);
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            return Optional.of(EtcdError.VALUE_PROVIDED);
        }
        return request.getIgnoreLease() && request.getLease() != 0
                ? Optional.of(EtcdError.LEASE_PROVIDED)
                : Optional.empty();
    }

    Optional<EtcdError> fault(DeleteRangeRequest request) {
        return request.getKey().isEmpty() ? Optional.of(EtcdError.EMPTY_KEY) : Optional.empty();
    }

    Optional<EtcdError> fault(TxnRequest request) {
        EtcdError found = formFault(request, maxTxnOps);
        if (found == null && (writes(request.getSuccessList()) == null || writes(request.getFailureList()) == null)) {
            found = EtcdError.DUPLICATE_KEY;
        }
        return Optional.ofNullable(found);
    }

    /** Nested transactions have what the ones around them leave of the limit. */
    private @Nullable EtcdError formFault(TxnRequest request, int allowed) {
        int largest =
                Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (largest > allowed) {
            return EtcdError.TOO_MANY_OPS;
        }
        if (request.getCompareList().stream().map(Compare::getKey).anyMatch(ByteString::isEmpty)) {
            return EtcdError.EMPTY_KEY;
        }
        if (request.getCompareList().stream()
                .anyMatch(compare -> compare.getTargetValue() > Compare.CompareTarget.LEASE_VALUE
                        || compare.getResultValue() > Compare.CompareResult.NOT_EQUAL_VALUE)) {
            return EtcdError.UNKNOWN_VALUE;
        }
        List<RequestOp> ops = new ArrayList<>(request.getSuccessList());
        ops.addAll(request.getFailureList());
        for (RequestOp op : ops) {
            Optional<EtcdError> fault = switch (op.getRequestCase()) {
                case REQUEST_RANGE -> fault(op.getRequestRange());
                case REQUEST_PUT -> fault(op.getRequestPut());
                case REQUEST_DELETE_RANGE -> fault(op.getRequestDeleteRange());
                case REQUEST_TXN -> Optional.ofNullable(formFault(op.getRequestTxn(), allowed - largest));
                case REQUEST_NOT_SET -> Optional.of(EtcdError.KEY_NOT_FOUND);
            };
            if (fault.isPresent()) {
                return fault.get();
            }
        }
        return null;
    }

    /** The keys a branch may put and the ranges it may delete; null where a key might be written twice. */
    private static @Nullable Writes writes(List<RequestOp> branch) {
        Writes all = new Writes(new TreeSet<>(ByteString.unsignedLexicographicalComparator()), new ArrayList<>());
        branch.stream()
                .filter(RequestOp::hasRequestDeleteRange)
                .forEach(op -> all.deletes.add(op.getRequestDeleteRange()));
        for (RequestOp op : branch) {
            if (op.hasRequestTxn()) {
                Writes then = writes(op.getRequestTxn().getSuccessList());
                Writes otherwise = writes(op.getRequestTxn().getFailureList());
                if (then == null || otherwise == null) {
                    return null;
                }
                // Only one of the two branches will be taken, so they may put the same key.
                Set<ByteString> either = new TreeSet<>(ByteString.unsignedLexicographicalComparator());
                either.addAll(then.puts);
                either.addAll(otherwise.puts);
                if (!all.addPuts(either)) {
                    return null;
                }
                all.deletes.addAll(then.deletes);
                all.deletes.addAll(otherwise.deletes);
            }
        }
        for (RequestOp op : branch) {
            if (op.hasRequestPut() && !all.addPuts(Set.of(op.getRequestPut().getKey()))) {
                return null;
            }
        }
        return all;
    }

    private record Writes(Set<ByteString> puts, List<DeleteRangeRequest> deletes) {
        boolean addPuts(Set<ByteString> keys) {
            for (ByteString key : keys) {
                if (!puts.add(key) || deletes.stream().anyMatch(range -> hits(range, key))) {
                    return false;
                }
            }
            return true;
        }

        /** The first key is always hit, and an end of NUL is taken for the key NUL. */
        private static boolean hits(DeleteRangeRequest range, ByteString key) {
            return key.equals(range.getKey())
                    || (ReferenceHistory.compare(range.getKey(), key) < 0
                            && ReferenceHistory.compare(key, range.getRangeEnd()) < 0);
        }
    }
}
