package io.fairlead.server.txn;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.mvcc.KeySpan;
import io.fairlead.server.mvcc.KeyState;
import io.fairlead.server.mvcc.RevisionList;
import io.fairlead.server.mvcc.WriteTxn;
import org.jspecify.annotations.Nullable;

/**
 * Carries out single writes. Apply loop. Requests are ones that {@link RequestRules} has nothing against.
 *
 * <p>A refused request changed nothing: the caller abandons the transaction. An answered one leaves it to be committed.
 */
public final class KvEvaluator {
    private KvEvaluator() {}

    /** Puts a key; refused as LEASE_NOT_FOUND, or as KEY_NOT_FOUND where value or lease is to be kept and no key is there. */
    public static Answer<PutResponse> put(WriteTxn txn, Leases leases, PutRequest request) {
        if (request.getLease() != 0 && !leases.exists(request.getLease())) {
            return Answer.refused(EtcdError.LEASE_NOT_FOUND);
        }
        return put(txn, request);
    }

    /** Puts a key whose lease was checked. */
    static Answer<PutResponse> put(WriteTxn txn, PutRequest request) {
        Bytes key = Wire.bytes(request.getKey());
        boolean keeps = request.getIgnoreValue() || request.getIgnoreLease();
        KeyState before = keeps || request.getPrevKv() ? txn.get(KeySpan.of(key), txn.revision()) : null;
        if (keeps && before == null) {
            return Answer.refused(EtcdError.KEY_NOT_FOUND);
        }
        Bytes value = request.getIgnoreValue() && before != null ? before.value() : Wire.bytes(request.getValue());
        long lease = request.getIgnoreLease() && before != null ? before.lease() : request.getLease();
        txn.put(key, value, lease);
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(Wire.header(txn.revision()));
        if (request.getPrevKv() && before != null) {
            response.setPrevKv(Wire.keyValue(before));
        }
        return Answer.ok(response.build());
    }

    /** Deletes keys; never refused. */
    public static Answer<DeleteRangeResponse> deleteRange(WriteTxn txn, DeleteRangeRequest request) {
        KeySpan span = Wire.span(request.getKey(), request.getRangeEnd());
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder();
        if (request.getPrevKv()) {
            RevisionList found = new RevisionList();
            txn.find(span, txn.revision(), 0, found);
            for (int i = 0; i < found.size(); i++) {
                response.addPrevKvs(Wire.keyValue(present(txn.read(found.mainAt(i), found.subAt(i)))));
            }
        }
        response.setDeleted(txn.deleteRange(span));
        return Answer.ok(response.setHeader(Wire.header(txn.revision())).build());
    }

    /**
     * Schedules a compaction; refused as COMPACTED or FUTURE_REVISION. Where the request says "physical", the answer is to be
     * held back until {@link io.fairlead.server.mvcc.Compactor#finishedRevision()} has reached the revision.
     */
    public static Answer<CompactionResponse> compact(WriteTxn txn, CompactionRequest request) {
        return txn.compact(request.getRevision())
                .map(revision -> CompactionResponse.newBuilder()
                        .setHeader(Wire.header(revision))
                        .build());
    }

    private static KeyState present(@Nullable KeyState state) {
        if (state == null) {
            throw Invariant.unreachable("a transaction's view has the records of its index");
        }
        return state;
    }
}
