package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
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
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** etcd's answers to requests about keys. Requests are ones that {@link ReferenceRules} find no fault with. */
final class ReferenceKv {
    private final ReferenceHistory history;
    private final LongPredicate leaseExists;

    ReferenceKv(ReferenceHistory history, LongPredicate leaseExists) {
        this.history = history;
        this.leaseExists = leaseExists;
    }

    Answer<RangeResponse> range(RangeRequest request) {
        return range(history.draft(), request);
    }

    Answer<PutResponse> put(PutRequest request) {
        if (request.getLease() != 0 && !leaseExists.test(request.getLease())) {
            return Answer.refused(EtcdError.LEASE_NOT_FOUND);
        }
        ReferenceHistory.Draft draft = history.draft();
        Answer<PutResponse> answer = put(draft, request);
        draft.commit();
        return answer;
    }

    Answer<DeleteRangeResponse> delete(DeleteRangeRequest request) {
        ReferenceHistory.Draft draft = history.draft();
        DeleteRangeResponse response = delete(draft, request);
        draft.commit();
        return Answer.ok(response);
    }

    Answer<CompactionResponse> compact(CompactionRequest request) {
        if (request.getRevision() <= history.compacted()) {
            return Answer.refused(EtcdError.COMPACTED);
        }
        if (request.getRevision() > history.revision()) {
            return Answer.refused(EtcdError.FUTURE_REVISION);
        }
        history.compact(request.getRevision());
        return Answer.ok(CompactionResponse.newBuilder()
                .setHeader(header(history.revision()))
                .build());
    }

    /** All or nothing: which branches are taken is settled first, then whether all in them can be done. */
    Answer<TxnResponse> txn(TxnRequest request) {
        List<RequestOp> taken = new ArrayList<>();
        collectTaken(request, taken);
        Optional<EtcdError> fault = taken.stream()
                .filter(RequestOp::hasRequestPut)
                .flatMap(op -> putFault(op.getRequestPut()).stream())
                .findFirst();
        if (fault.isEmpty()) {
            fault = taken.stream()
                    .filter(RequestOp::hasRequestRange)
                    .flatMap(op -> rangeFault(op.getRequestRange()).stream())
                    .findFirst();
        }
        if (fault.isPresent()) {
            return Answer.refused(fault.get());
        }
        ReferenceHistory.Draft draft = history.draft();
        TxnResponse.Builder response = run(draft, request);
        if (response == null) {
            return Answer.refused(EtcdError.KEY_NOT_FOUND);
        }
        draft.commit();
        return Answer.ok(response.setHeader(header(history.revision())).build());
    }

    private void collectTaken(TxnRequest request, List<RequestOp> into) {
        for (RequestOp op : branch(request)) {
            if (op.hasRequestTxn()) {
                collectTaken(op.getRequestTxn(), into);
            } else {
                into.add(op);
            }
        }
    }

    private List<RequestOp> branch(TxnRequest request) {
        return succeeds(request) ? request.getSuccessList() : request.getFailureList();
    }

    private boolean succeeds(TxnRequest request) {
        return request.getCompareList().stream().allMatch(this::holds);
    }

    private Optional<EtcdError> putFault(PutRequest request) {
        boolean keeps = request.getIgnoreValue() || request.getIgnoreLease();
        if (keeps && !history.at(history.revision()).containsKey(request.getKey())) {
            return Optional.of(EtcdError.KEY_NOT_FOUND);
        }
        return request.getLease() != 0 && !leaseExists.test(request.getLease())
                ? Optional.of(EtcdError.LEASE_NOT_FOUND)
                : Optional.empty();
    }

    private Optional<EtcdError> rangeFault(RangeRequest request) {
        if (request.getRevision() > history.revision()) {
            return Optional.of(EtcdError.FUTURE_REVISION);
        }
        return request.getRevision() != 0 && request.getRevision() < history.compacted()
                ? Optional.of(EtcdError.COMPACTED)
                : Optional.empty();
    }

    /** Null where a put that keeps something met no key, since the transaction itself had deleted it. */
    private TxnResponse.@Nullable Builder run(ReferenceHistory.Draft draft, TxnRequest request) {
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(succeeds(request));
        for (RequestOp op : branch(request)) {
            ResponseOp.Builder done = response.addResponsesBuilder();
            switch (op.getRequestCase()) {
                case REQUEST_RANGE -> done.setResponseRange(value(range(draft, op.getRequestRange())));
                case REQUEST_PUT -> {
                    if (!(put(draft, op.getRequestPut()) instanceof Answer.Ok<PutResponse> ok)) {
                        return null;
                    }
                    done.setResponsePut(ok.value());
                }
                case REQUEST_DELETE_RANGE -> done.setResponseDeleteRange(delete(draft, op.getRequestDeleteRange()));
                case REQUEST_TXN -> {
                    TxnResponse.Builder nested = run(draft, op.getRequestTxn());
                    if (nested == null) {
                        return null;
                    }
                    done.setResponseTxn(nested.setHeader(ResponseHeader.getDefaultInstance()));
                }
                case REQUEST_NOT_SET -> throw new AssertionError("the rules refuse it");
            }
        }
        return response;
    }

    private boolean holds(Compare compare) {
        List<KeyValue> keys = history.at(history.revision()).values().stream()
                .filter(kv -> ReferenceHistory.isIn(compare.getKey(), compare.getRangeEnd(), kv.getKey()))
                .toList();
        if (keys.isEmpty()) {
            return compare.getTarget() != Compare.CompareTarget.VALUE && holds(compare, KeyValue.getDefaultInstance());
        }
        return keys.stream().allMatch(kv -> holds(compare, kv));
    }

    private static boolean holds(Compare compare, KeyValue kv) {
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(kv.getVersion(), compare.getVersion());
            case CREATE -> Long.compare(kv.getCreateRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(kv.getModRevision(), compare.getModRevision());
            case LEASE -> Long.compare(kv.getLease(), compare.getLease());
            case VALUE -> ReferenceHistory.compare(kv.getValue(), compare.getValue());
            case UNRECOGNIZED -> 0;
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case GREATER -> order > 0;
            case UNRECOGNIZED -> true;
        };
    }

    private static Answer<PutResponse> put(ReferenceHistory.Draft draft, PutRequest request) {
        KeyValue before = draft.now().get(request.getKey());
        if (before == null && (request.getIgnoreValue() || request.getIgnoreLease())) {
            return Answer.refused(EtcdError.KEY_NOT_FOUND);
        }
        draft.put(
                request.getKey(),
                before != null && request.getIgnoreValue() ? before.getValue() : request.getValue(),
                before != null && request.getIgnoreLease() ? before.getLease() : request.getLease());
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(header(draft.revision()));
        if (request.getPrevKv() && before != null) {
            response.setPrevKv(before);
        }
        return Answer.ok(response.build());
    }

    private static DeleteRangeResponse delete(ReferenceHistory.Draft draft, DeleteRangeRequest request) {
        List<KeyValue> found = draft.now().values().stream()
                .filter(kv -> ReferenceHistory.isIn(request.getKey(), request.getRangeEnd(), kv.getKey()))
                .toList();
        found.forEach(kv -> draft.delete(kv.getKey()));
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder()
                .setHeader(header(draft.revision()))
                .setDeleted(found.size());
        return request.getPrevKv() ? response.addAllPrevKvs(found).build() : response.build();
    }

    private Answer<RangeResponse> range(ReferenceHistory.Draft draft, RangeRequest request) {
        if (request.getRevision() > draft.revision()) {
            return Answer.refused(EtcdError.FUTURE_REVISION);
        }
        if (request.getRevision() > 0 && request.getRevision() < history.compacted()) {
            return Answer.refused(EtcdError.COMPACTED);
        }
        NavigableMap<ByteString, KeyValue> keys =
                request.getRevision() <= 0 ? draft.now() : draft.at(request.getRevision());
        List<KeyValue> found = keys.values().stream()
                .filter(kv -> ReferenceHistory.isIn(request.getKey(), request.getRangeEnd(), kv.getKey()))
                .toList();
        RangeResponse.Builder response =
                RangeResponse.newBuilder().setHeader(header(draft.revision())).setCount(found.size());
        return Answer.ok(request.getCountOnly() ? response.build() : pick(request, found, response));
    }

    private static RangeResponse pick(RangeRequest request, List<KeyValue> found, RangeResponse.Builder response) {
        long limit = request.getLimit() > 0 ? request.getLimit() : Long.MAX_VALUE;
        boolean filters = request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0;
        List<KeyValue> picked = new ArrayList<>(found);
        boolean more = picked.size() > limit;
        if (request.getSortOrder() == RangeRequest.SortOrder.NONE && !filters && more && limit < Integer.MAX_VALUE) {
            // The store stops one beyond the limit, in the order of keys; what is asked for is the first of these.
            picked = new ArrayList<>(picked.subList(0, (int) limit + 1));
        }
        picked.removeIf(kv -> isOutside(kv.getModRevision(), request.getMinModRevision(), request.getMaxModRevision())
                || isOutside(kv.getCreateRevision(), request.getMinCreateRevision(), request.getMaxCreateRevision()));
        Comparator<KeyValue> order = switch (request.getSortTarget()) {
            case KEY -> Comparator.comparing(KeyValue::getKey, ReferenceHistory::compare);
            case VERSION -> Comparator.comparing(KeyValue::getVersion);
            case CREATE -> Comparator.comparing(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparing(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(KeyValue::getValue, ReferenceHistory::compare);
            case UNRECOGNIZED -> throw new AssertionError("the rules refuse it");
        };
        picked.sort(request.getSortOrder() == RangeRequest.SortOrder.DESCEND ? order.reversed() : order);
        response.setMore(picked.size() > limit);
        picked.stream()
                .limit(limit)
                .map(kv -> request.getKeysOnly() ? kv.toBuilder().clearValue().build() : kv)
                .forEach(response::addKvs);
        return response.build();
    }

    private static boolean isOutside(long revision, long min, long max) {
        return (min != 0 && revision < min) || (max != 0 && revision > max);
    }

    private static ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }

    private static <T> T value(Answer<T> answer) {
        if (answer instanceof Answer.Ok<T> ok) {
            return ok.value();
        }
        throw new AssertionError("checked before: " + answer);
    }
}
