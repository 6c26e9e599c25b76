package io.fairlead.server.access;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.mvcc.KeySpan;
import java.util.ArrayList;
import java.util.List;

/** Walks requests about keys and notes what each part of them needs. */
final class RequestNeeds {
    private final LeaseKeys leases;
    private final List<Need> needs = new ArrayList<>();

    RequestNeeds(LeaseKeys leases) {
        this.leases = leases;
    }

    List<Need> all() {
        return List.copyOf(needs);
    }

    RequestNeeds range(RangeRequest request) {
        return read(request.getKey(), request.getRangeEnd());
    }

    /**
     * A put shows the old value where it is asked to, and attaches the key to a lease: whoever may do that could end the lease
     * and with it all keys attached to it.
     */
    RequestNeeds put(PutRequest request) {
        write(request.getKey(), ByteString.EMPTY);
        if (request.getLease() != 0) {
            lease(request.getLease());
        }
        return request.getPrevKv() ? read(request.getKey(), ByteString.EMPTY) : this;
    }

    RequestNeeds deleteRange(DeleteRangeRequest request) {
        write(request.getKey(), request.getRangeEnd());
        return request.getPrevKv() ? read(request.getKey(), request.getRangeEnd()) : this;
    }

    /** Everything that may happen: a comparison tells about its keys, and which branch is taken is not known yet. */
    RequestNeeds txn(TxnRequest request) {
        for (Compare compare : request.getCompareList()) {
            read(compare.getKey(), compare.getRangeEnd());
        }
        request.getSuccessList().forEach(this::op);
        request.getFailureList().forEach(this::op);
        return this;
    }

    private void op(RequestOp op) {
        var unused = switch (op.getRequestCase()) {
            case REQUEST_RANGE -> range(op.getRequestRange());
            case REQUEST_PUT -> put(op.getRequestPut());
            case REQUEST_DELETE_RANGE -> deleteRange(op.getRequestDeleteRange());
            case REQUEST_TXN -> txn(op.getRequestTxn());
            case REQUEST_NOT_SET -> this; // the rules of the request refuse it
        };
    }

    /** To end a lease, or to be able to, takes what ending it does: the deletion of its keys. */
    RequestNeeds lease(long id) {
        leases.of(id).forEach(key -> needs.add(new Need.Write(KeySpan.of(key))));
        return this;
    }

    RequestNeeds leaseKeysShown(long id) {
        leases.of(id).forEach(key -> needs.add(new Need.Read(KeySpan.of(key))));
        return this;
    }

    RequestNeeds user() {
        needs.add(new Need.AnyUser());
        return this;
    }

    RequestNeeds read(ByteString key, ByteString rangeEnd) {
        needs.add(new Need.Read(span(key, rangeEnd)));
        return this;
    }

    RequestNeeds write(ByteString key, ByteString rangeEnd) {
        needs.add(new Need.Write(span(key, rangeEnd)));
        return this;
    }

    private static KeySpan span(ByteString key, ByteString rangeEnd) {
        return KeySpan.of(bytes(key), bytes(rangeEnd));
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.unsafeWrap(bytes.toByteArray());
    }
}
