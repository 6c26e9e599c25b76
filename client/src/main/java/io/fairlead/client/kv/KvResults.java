package io.fairlead.client.kv;

import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.client.call.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From responses to the values of the contract. */
final class KvResults {
    private KvResults() {}

    static RangeResult range(RangeResponse response) {
        return new RangeResult(
                Wire.header(response.getHeader()),
                Wire.keyValues(response.getKvsList()),
                response.getMore(),
                response.getCount());
    }

    static PutResult put(PutResponse response) {
        return new PutResult(
                Wire.header(response.getHeader()),
                response.hasPrevKv() ? Optional.of(Wire.keyValue(response.getPrevKv())) : Optional.empty());
    }

    static DeleteResult delete(DeleteRangeResponse response) {
        return new DeleteResult(
                Wire.header(response.getHeader()), response.getDeleted(), Wire.keyValues(response.getPrevKvsList()));
    }

    static TxnResult txn(TxnResponse response) {
        List<OpResult> results = new ArrayList<>(response.getResponsesCount());
        response.getResponsesList().forEach(op -> results.add(op(op)));
        return new TxnResult(Wire.header(response.getHeader()), response.getSucceeded(), results);
    }

    private static OpResult op(ResponseOp op) {
        return switch (op.getResponseCase()) {
            case RESPONSE_RANGE -> range(op.getResponseRange());
            case RESPONSE_PUT -> put(op.getResponsePut());
            case RESPONSE_DELETE_RANGE -> delete(op.getResponseDeleteRange());
            case RESPONSE_TXN -> txn(op.getResponseTxn());
            case RESPONSE_NOT_SET -> throw new IllegalStateException("the server left a step without a result");
        };
    }
}
