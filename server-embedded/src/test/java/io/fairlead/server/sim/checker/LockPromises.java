package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/**
 * Locks with fencing. Whoever is told that he holds a lock stands at the head of its line at the revision he is told, and a write
 * that compares the lock's key, whenever it arrives, only ever succeeds at the head of the line.
 */
public final class LockPromises implements Origin {
    private final ByteString prefix;
    private final List<Held> answers = new ArrayList<>();
    private final List<Guarded> writes = new ArrayList<>();

    private record Held(ByteString key, long revision) {}

    private record Guarded(ByteString key, History.Call call) {}

    /** @param prefix that the keys of all lines, and no others, begin with */
    public LockPromises(ByteString prefix) {
        this.prefix = prefix;
    }

    /** A call for a lock was answered: its key, at the revision of the header. */
    public void held(ByteString key, long revision) {
        answers.add(new Held(key, revision));
    }

    /** A write is asked for by who was told that he holds the lock by {@code key}; it compares that the key exists. */
    public void guarded(ByteString key, History.Call call) {
        writes.add(new Guarded(key, call));
    }

    /** Keys come into a line and leave it by calls that do more than one thing; what they do is judged by what they say. */
    @Override
    public boolean explains(
            long revision, List<Event> events, NavigableMap<ByteString, KeyValue> before, long seenNanos) {
        return events.stream().allMatch(event -> event.getKv().getKey().startsWith(prefix));
    }

    /** To be called when the order of revisions has been checked. */
    public void check(RevisionOrder order) {
        for (Held held : answers) {
            if (!Line.isHead(held.key(), order.store().at(held.revision()))) {
                throw new BrokenPromise("told that it holds the lock by "
                        + held.key().toStringUtf8() + ": " + Line.at(held.key(), order.store(), held.revision()));
            }
        }
        for (Guarded write : writes) {
            long made = order.madeBy(write.call());
            if (made != 0 && !Line.isHead(write.key(), order.store().at(made - 1))) {
                throw new BrokenPromise(
                        "without the lock: " + write.call() + ": " + Line.at(write.key(), order.store(), made - 1));
            }
        }
    }

    public int heldCount() {
        return answers.size();
    }

    public int guardedCount() {
        return writes.size();
    }
}
