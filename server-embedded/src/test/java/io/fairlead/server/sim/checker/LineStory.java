package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.model.ReplayedStore;
import java.util.List;
import java.util.NavigableMap;

/**
 * What happened to a line of keys, for tests of its judges: {@code x/1} comes at revision 2, {@code x/2} at 3, the first writes at 4 and
 * leaves at 5, the second writes at 6, and the first comes again at 7. What is written is {@code w}, under its writer's guard.
 */
final class LineStory {
    static final ByteString FIRST = text("x/1");
    static final ByteString SECOND = text("x/2");

    private final ReplayedStore store = new ReplayedStore();
    private final History history = new History();
    private final EventLog log = new EventLog();

    /** The guarded writes of the first and of the second. */
    final History.Call firstWrite;

    final History.Call secondWrite;

    LineStory() {
        store.answer(put(FIRST, "one"));
        store.answer(put(SECOND, "two"));
        firstWrite = write(FIRST, "v1");
        store.answer(DeleteRangeRequest.newBuilder().setKey(FIRST).build());
        secondWrite = write(SECOND, "v2");
        store.answer(put(FIRST, "one again"));
    }

    static ByteString text(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static PutRequest put(ByteString key, String value) {
        return PutRequest.newBuilder().setKey(key).setValue(text(value)).build();
    }

    private History.Call write(ByteString guard, String value) {
        TxnRequest txn = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(guard)
                        .setTarget(Compare.CompareTarget.CREATE)
                        .setResult(Compare.CompareResult.GREATER))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(text("w"), value)))
                .build();
        long start = store.revision() * 10;
        History.Call call = history.begin(History.Kind.TXN, false, "c", "", txn, start);
        if (store.answer(txn) instanceof Answer.Ok<?> ok) {
            call.answered((Message) ok.value(), start + 5);
        }
        return call;
    }

    NavigableMap<ByteString, KeyValue> at(long revision) {
        return store.at(revision);
    }

    List<Event> changesOf(long revision) {
        return store.changesOf(revision);
    }

    /** The order of all this, checked, with {@code origin} for what happens to the line. */
    RevisionOrder order(Origin origin) {
        for (long revision = 2; revision <= store.revision(); revision++) {
            log.told("w", revision, store.changesOf(revision), revision * 10);
        }
        RevisionOrder order = new RevisionOrder(history, log, List.of(origin));
        order.check();
        return order;
    }
}
