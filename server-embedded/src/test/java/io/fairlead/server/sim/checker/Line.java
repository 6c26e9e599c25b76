package io.fairlead.server.sim.checker;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.fairlead.server.model.ReplayedStore;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** The line of keys of one lock or election: whose key was created first is at its head. */
final class Line {
    private Line() {}

    /** Whether {@code key} is at the head of its line. */
    static boolean isHead(ByteString key, NavigableMap<ByteString, KeyValue> keys) {
        KeyValue head = headOf(nameOf(key), keys);
        return head != null && head.getKey().equals(key);
    }

    /** Who is at the head of the line of this name, which ends in a slash; null where nobody stands in line. */
    static @Nullable KeyValue headOf(ByteString name, NavigableMap<ByteString, KeyValue> keys) {
        KeyValue head = null;
        for (KeyValue kv : keys.tailMap(name, true).values()) {
            if (!kv.getKey().startsWith(name)) {
                break;
            }
            if (head == null || kv.getCreateRevision() < head.getCreateRevision()) {
                head = kv;
            }
        }
        return head;
    }

    /** In words, for messages. */
    static String at(ByteString key, ReplayedStore store, long revision) {
        ByteString name = nameOf(key);
        List<String> line = store.at(revision).tailMap(name, true).values().stream()
                .filter(kv -> kv.getKey().startsWith(name))
                .map(kv -> kv.getKey().toStringUtf8() + "@" + kv.getCreateRevision())
                .toList();
        return "the line at revision " + revision + " was " + line;
    }

    /** The name of the line, with the slash that ends it. */
    static ByteString nameOf(ByteString key) {
        String text = key.toStringUtf8();
        return ByteString.copyFromUtf8(text.substring(0, text.lastIndexOf('/') + 1));
    }
}
