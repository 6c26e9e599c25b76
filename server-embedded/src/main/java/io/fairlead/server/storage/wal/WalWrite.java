package io.fairlead.server.storage.wal;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.List;
import java.util.Optional;

/**
 * What one turn of the raft loop wants on disk. Written in this order: marker, entries, hard state; so that whatever part of
 * it survives a crash, the commit index never runs ahead of the log.
 *
 * @param marker the state at this entry is kept elsewhere, durably
 * @param entries contiguous; the first may overwrite an earlier entry, which then is gone with all after it
 * @param hardState set where it changed
 * @param force false where losing this write breaks no promise, as with a new commit index alone
 * @param afterDurable the envelope: opened on the wal loop once this and every earlier write is on disk. It only posts to
 *     mailboxes and hands messages to the transport; it must not throw
 */
public record WalWrite(
        Optional<SnapshotMeta> marker,
        List<Entry> entries,
        Optional<HardState> hardState,
        boolean force,
        Runnable afterDurable) {
    public WalWrite {
        entries = List.copyOf(entries);
    }
}
