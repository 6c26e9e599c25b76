package io.fairlead.testing.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.DeleteResult;
import io.fairlead.api.kv.OpResult;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.pb.etcdserverpb.CompactionResponse;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.ResponseOp;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.watch.WatchEvent;

/** What a user of the library is told, as the books have it: in the words of the wire, of headers the revision alone. */
final class Answers {
    private Answers() {}

    static Message put(PutResult result) {
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(header(result.header()));
        result.previous().ifPresent(kv -> response.setPrevKv(keyValue(kv)));
        return response.build();
    }

    static Message delete(DeleteResult result) {
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder()
                .setHeader(header(result.header()))
                .setDeleted(result.deleted());
        result.previous().forEach(kv -> response.addPrevKvs(keyValue(kv)));
        return response.build();
    }

    static Message range(RangeResult result) {
        RangeResponse.Builder response = RangeResponse.newBuilder()
                .setHeader(header(result.header()))
                .setMore(result.more())
                .setCount(result.count());
        result.entries().forEach(kv -> response.addKvs(keyValue(kv)));
        return response.build();
    }

    static Message txn(TxnResult result) {
        TxnResponse.Builder response =
                TxnResponse.newBuilder().setHeader(header(result.header())).setSucceeded(result.succeeded());
        result.results().forEach(step -> response.addResponses(op(step)));
        return response.build();
    }

    static Message compaction(Header header) {
        return CompactionResponse.newBuilder().setHeader(header(header)).build();
    }

    private static ResponseOp op(OpResult step) {
        ResponseOp.Builder op = ResponseOp.newBuilder();
        if (step instanceof PutResult put) {
            op.setResponsePut((PutResponse) put(put));
        } else if (step instanceof DeleteResult delete) {
            op.setResponseDeleteRange((DeleteRangeResponse) delete(delete));
        } else if (step instanceof RangeResult range) {
            op.setResponseRange((RangeResponse) range(range));
        } else {
            op.setResponseTxn((TxnResponse) txn((TxnResult) step));
        }
        return op.build();
    }

    static Event event(WatchEvent event) {
        Event.Builder told = Event.newBuilder()
                .setType(event.kind() == WatchEvent.Kind.DELETED ? Event.EventType.DELETE : Event.EventType.PUT)
                .setKv(keyValue(event.entry()));
        event.previous().ifPresent(kv -> told.setPrevKv(keyValue(kv)));
        return told.build();
    }

    private static io.fairlead.api.pb.mvccpb.KeyValue keyValue(KeyValue kv) {
        return io.fairlead.api.pb.mvccpb.KeyValue.newBuilder()
                .setKey(bytes(kv.key()))
                .setValue(bytes(kv.value()))
                .setCreateRevision(kv.createRevision())
                .setModRevision(kv.modRevision())
                .setVersion(kv.version())
                .setLease(kv.lease())
                .build();
    }

    static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.toByteArray());
    }

    private static ResponseHeader header(Header header) {
        return ResponseHeader.newBuilder().setRevision(header.revision()).build();
    }
}
