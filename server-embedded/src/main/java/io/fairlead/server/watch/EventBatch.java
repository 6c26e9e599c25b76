package io.fairlead.server.watch;

import io.fairlead.server.mvcc.KeyState;
import java.util.List;

/**
 * The changes of some revisions that follow each other, in order.
 *
 * @param size about what they weigh, in bytes
 */
record EventBatch(List<KeyState> changes, long firstRevision, long lastRevision, int size) {
    private static final int OVERHEAD_BYTES = 64;

    static EventBatch of(List<KeyState> changes) {
        int size = 0;
        for (KeyState change : changes) {
            size += size(change);
        }
        return new EventBatch(
                changes,
                changes.get(0).modRevision(),
                changes.get(changes.size() - 1).modRevision(),
                size);
    }

    static int size(KeyState change) {
        return OVERHEAD_BYTES + change.key().size() + change.value().size();
    }
}
