package io.fairlead.server.raft;

import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.List;

/**
 * What goes to the log on disk, in this order: the marker of {@code snapshot}, {@code entries}, {@code hardState}. Batches are
 * written in the order of their numbers; several may be waiting at once, and one force may serve many of them.
 *
 * <p>Once the batch and all before it are written (and forced, if any of them must be), {@code messagesAfterDurable} may leave
 * and {@code number} goes back to {@link RaftCore#onPersisted}. A batch that can't be written stops the member.
 *
 * @param number ascends by one
 * @param snapshot the marker of a snapshot that was accepted, whose data is on disk already; NONE if there is none. The log
 *     then begins again after it
 * @param entries replace everything in the log from their first index on
 * @param hardState EMPTY if it did not change
 * @param mustForce false if losing the batch in a crash loses nothing but a commit index
 * @param messagesAfterDurable votes and acknowledgements, which promise what the batches up to this one hold
 */
public record PersistBatch(
        long number,
        SnapshotMeta snapshot,
        LogSlice entries,
        HardState hardState,
        boolean mustForce,
        List<Message> messagesAfterDurable) {
    public PersistBatch {
        messagesAfterDurable = List.copyOf(messagesAfterDurable);
    }

    public boolean hasSnapshot() {
        return snapshot.index() != 0;
    }

    public boolean hasHardState() {
        return !hardState.isEmpty();
    }
}
