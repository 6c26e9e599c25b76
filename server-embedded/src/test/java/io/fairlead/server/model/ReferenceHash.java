package io.fairlead.server.model;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** etcd's hash of the history, from the list of all changes. */
final class ReferenceHash {
    private ReferenceHash() {}

    /** The hash up to {@code revision}, of a store whose last compaction, wholly done, was at {@code compacted}. */
    static int of(ReferenceHistory history, long revision, long compacted) {
        CRC32C crc = new CRC32C();
        crc.update("key".getBytes(StandardCharsets.US_ASCII));
        Map<ByteString, String> newestAt = newest(history, revision);
        Map<ByteString, String> newestAtCompaction = newest(history, compacted);
        boolean nothingAlive = history.at(revision).isEmpty();
        for (long main = 2; main <= revision; main++) {
            List<Event> changes = history.changesOf(main);
            for (int sub = 0; sub < changes.size(); sub++) {
                Event change = changes.get(sub);
                ByteString key = change.getKv().getKey();
                boolean delete = change.getType() == Event.EventType.DELETE;
                // Below the compaction only what it kept is there, and counts only if it is what is alive now; where
                // nothing is alive all that was kept counts, but for the deletions at the compaction itself.
                boolean kept = (main + "_" + sub).equals(newestAtCompaction.get(key)) && !delete;
                boolean counts = nothingAlive || (main + "_" + sub).equals(newestAt.get(key));
                if (main > compacted || (kept && counts)) {
                    add(crc, main, sub, delete, change.getKv());
                }
            }
        }
        return (int) crc.getValue();
    }

    private static Map<ByteString, String> newest(ReferenceHistory history, long revision) {
        Map<ByteString, String> newest = new HashMap<>();
        for (long main = 2; main <= revision; main++) {
            List<Event> changes = history.changesOf(main);
            for (int sub = 0; sub < changes.size(); sub++) {
                newest.put(changes.get(sub).getKv().getKey(), main + "_" + sub);
            }
        }
        return newest;
    }

    private static void add(CRC32C crc, long main, long sub, boolean delete, KeyValue kv) {
        ByteBuffer name = ByteBuffer.allocate(18);
        name.putLong(main).put((byte) '_').putLong(sub);
        if (delete) {
            name.put((byte) 't');
        }
        crc.update(name.flip());
        crc.update((delete ? kv.toBuilder().clearModRevision().build() : kv).toByteArray());
    }
}
