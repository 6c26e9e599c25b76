package io.fairlead.server.raft;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.List;

/**
 * What goes to the state machine: either a snapshot to restore, or committed entries. All of it is durable on this member.
 * Batches are applied in order; {@link RaftCore#onApplied} tells the core how far that is.
 *
 * @param snapshot NONE if there are entries
 */
public record ApplyBatch(SnapshotMeta snapshot, List<Entry> entries) {
    public ApplyBatch {
        entries = List.copyOf(entries);
    }

    public boolean hasSnapshot() {
        return snapshot.index() != 0;
    }

    /** What to give to {@link RaftCore#onApplied} when all of this is applied. */
    public long lastIndex() {
        return entries.isEmpty()
                ? snapshot.index()
                : entries.get(entries.size() - 1).index();
    }
}
