package io.fairlead.server.apply;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.List;

/** Work for the apply loop, in the order of the log. */
public sealed interface ApplyTask {
    /** Committed entries to apply. */
    record Entries(List<Entry> entries) implements ApplyTask {
        public Entries {
            entries = List.copyOf(entries);
        }
    }

    /** The state up to {@code meta} has been received and is to replace ours. */
    record Restore(SnapshotMeta meta) implements ApplyTask {}
}
