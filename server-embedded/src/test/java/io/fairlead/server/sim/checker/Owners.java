package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.mvccpb.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which call made which revision: the one that was answered so, or the one that puts the value. What only deletes, and nobody was
 * answered so, has no owner here.
 */
final class Owners {
    private final History.@Nullable Call[] owners;
    private final Map<Integer, Long> revisions = new HashMap<>();

    Owners(History history, EventLog log, long last) {
        owners = new History.Call[(int) last + 1];
        Map<ByteString, History.Call> byValue = new HashMap<>();
        for (History.Call call : history.calls()) {
            if (call.kind().mayChange()) {
                putValues(call, call.request(), byValue);
            }
            if (call.madeRevision()) {
                if (call.revision() > last) {
                    throw new BrokenPromise("lost: " + call + ", the last revision is " + last);
                }
                own(call.revision(), call);
            }
        }
        for (long revision = 2; revision <= last; revision++) {
            for (Event event : log.at(revision)) {
                History.Call putter = event.getType() == Event.EventType.PUT
                        ? byValue.get(event.getKv().getValue())
                        : null;
                if (putter != null) {
                    own(revision, putter);
                }
            }
        }
    }

    private static void putValues(History.Call call, Message request, Map<ByteString, History.Call> byValue) {
        if (request instanceof PutRequest put) {
            putValue(call, put, byValue);
        } else if (request instanceof TxnRequest txn) {
            for (List<RequestOp> branch : List.of(txn.getSuccessList(), txn.getFailureList())) {
                for (RequestOp op : branch) {
                    if (op.hasRequestPut()) {
                        putValue(call, op.getRequestPut(), byValue);
                    } else if (op.hasRequestTxn()) {
                        putValues(call, op.getRequestTxn(), byValue);
                    }
                }
            }
        }
    }

    private static void putValue(History.Call call, PutRequest put, Map<ByteString, History.Call> byValue) {
        History.Call other = put.getValue().isEmpty() ? null : byValue.put(put.getValue(), call);
        if (other != null && other != call) {
            throw new IllegalArgumentException("one value is put by two calls: " + other + ", " + call);
        }
    }

    private void own(long revision, History.Call call) {
        History.Call other = owners[(int) revision];
        if (other != null && other != call) {
            throw new BrokenPromise("two made revision " + revision + ": " + other + " and " + call);
        }
        Long before = revisions.putIfAbsent(call.number(), revision);
        if (before != null && before != revision) {
            throw new BrokenPromise("applied twice, at revisions " + before + " and " + revision + ": " + call);
        }
        owners[(int) revision] = call;
    }

    /** Who made a revision; null where that can't be told so. */
    History.@Nullable Call of(long revision) {
        return owners[(int) revision];
    }

    /** The revision a call made; 0 where none is known. */
    long madeBy(History.Call call) {
        return revisions.getOrDefault(call.number(), 0L);
    }
}
