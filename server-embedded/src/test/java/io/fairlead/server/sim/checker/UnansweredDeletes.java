package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.model.ReplayedStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/** Revisions that only delete, held against the deletes that were never answered: each revision needs one of its own. */
final class UnansweredDeletes {
    private final List<History.Call> deletes = new ArrayList<>();
    private final Map<Long, List<History.Call>> candidates = new HashMap<>();
    private final Map<History.Call, Long> taken = new HashMap<>();

    UnansweredDeletes(History history) {
        for (History.Call call : history.calls()) {
            if (call.kind() == History.Kind.DELETE && call.isOpen()) {
                deletes.add(call);
            }
        }
    }

    /** Finds a delete that may have made this revision; throws where there is none left. */
    void explain(
            long revision, List<Event> events, NavigableMap<ByteString, KeyValue> before, long seenNanos, Shown shown) {
        List<History.Call> may = new ArrayList<>();
        for (History.Call call : deletes) {
            if (call.startNanos() <= seenNanos
                    && shown.before(call.startNanos()) < revision
                    && deletesJust((DeleteRangeRequest) call.request(), events, before)) {
                may.add(call);
            }
        }
        candidates.put(revision, may);
        if (!find(revision, new HashSet<>())) {
            throw new BrokenPromise("nobody asked for what happened at revision " + revision + ": " + events);
        }
    }

    private static boolean deletesJust(
            DeleteRangeRequest request, List<Event> events, NavigableMap<ByteString, KeyValue> before) {
        int next = 0;
        for (ByteString key : before.keySet()) {
            if (ReplayedStore.isIn(request.getKey(), request.getRangeEnd(), key)) {
                if (next == events.size()
                        || events.get(next).getType() != Event.EventType.DELETE
                        || !events.get(next).getKv().getKey().equals(key)) {
                    return false;
                }
                next++;
            }
        }
        return next == events.size();
    }

    /** An augmenting path: a delete that is free, or whose revision can do with another one. */
    private boolean find(long revision, Set<History.Call> tried) {
        for (History.Call call : candidates.getOrDefault(revision, List.of())) {
            if (tried.add(call)) {
                Long holder = taken.get(call);
                if (holder == null || find(holder, tried)) {
                    taken.put(call, revision);
                    return true;
                }
            }
        }
        return false;
    }
}
