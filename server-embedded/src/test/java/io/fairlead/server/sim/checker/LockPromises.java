package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.model.ReplayedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

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
            if (!isHead(held.key(), order.store().at(held.revision()))) {
                throw new BrokenPromise("told that it holds the lock at revision " + held.revision() + " by "
                        + held.key().toStringUtf8() + ", where the line was "
                        + line(held.key(), order.store(), held.revision()));
            }
        }
        for (Guarded write : writes) {
            long made = order.madeBy(write.call());
            if (made != 0 && !isHead(write.key(), order.store().at(made - 1))) {
                throw new BrokenPromise("without the lock: " + write.call() + " at revision " + made
                        + ", where the line was " + line(write.key(), order.store(), made - 1));
            }
        }
    }

    public int heldCount() {
        return answers.size();
    }

    public int guardedCount() {
        return writes.size();
    }

    private static boolean isHead(ByteString key, NavigableMap<ByteString, KeyValue> keys) {
        ByteString name = nameOf(key);
        KeyValue head = null;
        for (KeyValue kv : keys.tailMap(name, true).values()) {
            if (!kv.getKey().startsWith(name)) {
                break;
            }
            head = older(head, kv);
        }
        return head != null && head.getKey().equals(key);
    }

    private static KeyValue older(@Nullable KeyValue one, KeyValue other) {
        return one == null || other.getCreateRevision() < one.getCreateRevision() ? other : one;
    }

    private static String line(ByteString key, ReplayedStore store, long revision) {
        ByteString name = nameOf(key);
        return store.at(revision).tailMap(name, true).values().stream()
                .filter(kv -> kv.getKey().startsWith(name))
                .map(kv -> kv.getKey().toStringUtf8() + "@" + kv.getCreateRevision())
                .toList()
                .toString();
    }

    /** The name of the lock, with the slash that ends it. */
    private static ByteString nameOf(ByteString key) {
        String text = key.toStringUtf8();
        return ByteString.copyFromUtf8(text.substring(0, text.lastIndexOf('/') + 1));
    }
}
