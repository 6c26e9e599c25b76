package io.fairlead.server.raft.model;

/** The last entry that a snapshot covers, and the configuration at that entry. */
public record SnapshotMeta(EntryId lastIncluded, ConfState confState) {
    public static final SnapshotMeta NONE = new SnapshotMeta(EntryId.ZERO, ConfState.EMPTY);

    public long index() {
        return lastIncluded.index();
    }

    public long term() {
        return lastIncluded.term();
    }
}
