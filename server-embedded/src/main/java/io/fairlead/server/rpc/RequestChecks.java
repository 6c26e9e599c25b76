package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.txn.RequestRules;
import java.util.Optional;

/** What a request of the KV service must be like before it goes to the node: its form, and the size of what is logged. */
final class RequestChecks {
    private final RequestRules rules;
    private final int requestBytesMax;

    RequestChecks(RequestRules rules, int requestBytesMax) {
        this.rules = rules;
        this.requestBytesMax = requestBytesMax;
    }

    /** What is wrong with the form of a request; empty for requests that have no rules here. */
    Optional<EtcdError> fault(MessageLite request) {
        if (request instanceof RangeRequest range) {
            return range(range);
        }
        if (request instanceof PutRequest put) {
            return put(put);
        }
        if (request instanceof DeleteRangeRequest delete) {
            return deleteRange(delete);
        }
        return request instanceof TxnRequest txn ? txn(txn) : Optional.empty();
    }

    Optional<EtcdError> range(RangeRequest request) {
        return rules.check(request);
    }

    Optional<EtcdError> put(PutRequest request) {
        return rules.check(request).or(() -> size(request));
    }

    Optional<EtcdError> deleteRange(DeleteRangeRequest request) {
        return rules.check(request).or(() -> size(request));
    }

    Optional<EtcdError> txn(TxnRequest request) {
        Optional<EtcdError> fault = rules.check(request);
        return fault.isPresent() || RequestRules.isReadOnly(request) ? fault : size(request);
    }

    /** Whatever else the node logs is small; requests whose size a client chooses pass here. */
    private Optional<EtcdError> size(MessageLite request) {
        return request.getSerializedSize() > requestBytesMax
                ? Optional.of(EtcdError.REQUEST_TOO_LARGE)
                : Optional.empty();
    }
}
