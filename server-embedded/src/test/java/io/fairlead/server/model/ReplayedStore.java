package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.List;
import java.util.NavigableMap;

/**
 * The keys of the reference alone, for whoever replays what a real cluster did, request by request or change by change. Leases are
 * taken to exist and nothing is ever compacted: whether that was so is for the caller to know.
 */
public final class ReplayedStore {
    private final ReferenceHistory history = new ReferenceHistory();
    private final ReferenceKv kv = new ReferenceKv(history, lease -> true);

    /** The newest revision; 1 before anything happened. */
    public long revision() {
        return history.revision();
    }

    /** The keys as they were at a revision from 0 on, which must not be newer than the newest. */
    public NavigableMap<ByteString, KeyValue> at(long revision) {
        return history.at(revision);
    }

    /** What made the keys what they are at a revision, in order. */
    public List<Event> changesOf(long revision) {
        return history.changesOf(revision);
    }

    /** Carries out a request about keys, and says what etcd answers. */
    public Answer<? extends Message> answer(Message request) {
        if (request instanceof PutRequest put) {
            return kv.put(put);
        }
        if (request instanceof DeleteRangeRequest delete) {
            return kv.delete(delete);
        }
        return request instanceof TxnRequest txn ? kv.txn(txn) : kv.range((RangeRequest) request);
    }

    /** Makes the next revision of changes whose cause is not known: keys, values and leases are taken from them, no more. */
    public void change(List<Event> events) {
        ReferenceHistory.Draft draft = history.draft();
        for (Event event : events) {
            KeyValue after = event.getKv();
            if (event.getType() == Event.EventType.DELETE) {
                draft.delete(after.getKey());
            } else {
                draft.put(after.getKey(), after.getValue(), after.getLease());
            }
        }
        draft.commit();
    }

    /** Whether a key is in a range as requests name it. */
    public static boolean isIn(ByteString from, ByteString end, ByteString key) {
        return ReferenceHistory.isIn(from, end, key);
    }
}
