package io.fairlead.server.storage.wal;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import java.util.List;
import java.util.Optional;

/**
 * What can still be told from a damaged log, for a member whose state holds all up to {@code applied}.
 *
 * @param metadata whose log it is
 * @param applied where the entries begin
 * @param entries those after {@code applied} that are whole and of one history
 * @param hardState term and vote for sure, with a commit index within {@code entries}
 * @param confChanges all in the log that are whole, in its order, also those before {@code applied} and those overwritten since
 * @param complete whether there were no other entries after {@code applied}: all that was damaged is not needed any more
 * @param damage the first damage, with file and offset; empty where none was found
 */
public record Salvage(
        WalMetadata metadata,
        EntryId applied,
        List<Entry> entries,
        List<Entry> confChanges,
        HardState hardState,
        boolean complete,
        Optional<String> damage) {
    public Salvage {
        entries = List.copyOf(entries);
        confChanges = List.copyOf(confChanges);
    }

    /** As it is for a member that begins without state: nothing is kept but who it is, its term and its vote. */
    public Salvage withoutEntries() {
        return new Salvage(
                metadata,
                EntryId.ZERO,
                List.of(),
                confChanges,
                new HardState(hardState.term(), hardState.vote(), 0),
                false,
                damage);
    }
}
