package io.fairlead.server.storage.wal;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.EntryCodec;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.raftcodec.RaftCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the whole records of a damaged log say, and keeps account of what that proves.
 *
 * <p>Each entry in the log replaces all from its index on. So a whole entry that follows directly on what is applied, or that
 * replaces some of it, settles what came before it in the log: whatever stood in a damaged record there is replaced or
 * applied. Without such an entry behind the last damage nobody knows what is missing; then only what stood before the damage
 * is kept, which is the log as it once was. What stands after it may follow on an entry that was lost, and is left out.
 */
final class SalvagedLog {
    private static final long UNKNOWN = -1;

    private final Path directory;
    private final EntryId applied;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Entry> confChanges = new ArrayList<>();
    private long termAtApplied = UNKNOWN;
    private HardState state = HardState.EMPTY;
    private @Nullable WalMetadata metadata;
    private @Nullable WalCorruptException damage;

    /** Whether nothing that could matter is missing in {@link #entries}. */
    private boolean whole = true;

    /** Whether {@link #state} is the last one there was. */
    private boolean stateSure = true;

    /** The log before the damage that was not settled. */
    private List<Entry> before = List.of();

    private long commitBefore;

    SalvagedLog(Path directory, EntryId applied) {
        this.directory = directory;
        this.applied = applied;
        if (applied.index() == 0) {
            termAtApplied = 0;
        }
    }

    /** Something here could not be read, or can't be right. */
    void damaged(WalCorruptException found) {
        if (damage == null) {
            damage = found;
        }
        if (whole) {
            before = termAtApplied == applied.term() ? List.copyOf(entries) : List.of();
            commitBefore = state.commit();
        }
        whole = false;
        stateSure = false;
    }

    /** Takes the next whole record; throws if it can't be right here. */
    void add(WalRecord record, SegmentReader reader) throws IOException {
        try {
            switch (record.type()) {
                case METADATA -> metadata(WalMetadata.decode(record.data()), reader);
                case ENTRY -> entry(EntryCodec.decode(record.data()), reader);
                case STATE -> state(RaftCodec.decodeHardState(record.data()), reader);
                case SNAPSHOT -> marker(Markers.decode(record.data()), reader);
                case CRC -> {}
            }
        } catch (MalformedRaftDataException e) {
            throw reader.corrupt(e);
        }
    }

    private void metadata(WalMetadata found, SegmentReader reader) throws WalCorruptException {
        if (metadata != null && !metadata.equals(found)) {
            throw reader.corrupt("this segment belongs to " + found + ", those before it to " + metadata);
        }
        metadata = found;
    }

    private void entry(Entry entry, SegmentReader reader) throws WalCorruptException {
        if (entry.type() == EntryType.CONF_CHANGE) {
            confChanges.add(entry);
        }
        long next = applied.index() + 1 + entries.size();
        if (entry.index() <= applied.index()) {
            entries.clear();
            termAtApplied = entry.index() == applied.index() ? entry.term() : UNKNOWN;
            whole = true;
        } else if (entry.index() == applied.index() + 1) {
            entries.clear();
            entries.add(entry);
            whole = true;
        } else if (whole) {
            if (entry.index() > next) {
                throw reader.corrupt("entry " + entry.index() + " follows where entry " + next + " belongs");
            }
            entries.subList((int) (entry.index() - applied.index() - 1), entries.size())
                    .clear();
            if (entries.get(entries.size() - 1).term() > entry.term()) {
                throw reader.corrupt("entry " + entry.index() + " of term " + entry.term() + " follows a later term");
            }
            entries.add(entry);
        }
    }

    private void state(HardState found, SegmentReader reader) throws WalCorruptException {
        if (found.term() < state.term() || found.commit() < state.commit()) {
            throw reader.corrupt("the hard state goes back: " + found + " after " + state);
        }
        state = found;
        stateSure = true;
    }

    private void marker(SnapshotMeta found, SegmentReader reader) throws WalCorruptException {
        EntryId id = found.lastIncluded();
        if (id.index() > applied.index()
                && entries.stream().noneMatch(entry -> entry.id().equals(id))) {
            throw reader.corrupt("the state at the snapshot " + id + " is not there");
        }
        if (id.equals(applied) && termAtApplied != id.term()) {
            if (termAtApplied != UNKNOWN || id.index() > state.commit()) {
                // A state that was received replaced the log, or the record that would deny that is damaged.
                whole &= entries.isEmpty() || damage == null;
                entries.clear();
            }
            termAtApplied = id.term();
        }
    }

    /**
     * What all of it comes to.
     *
     * @param vote what the file beside the log says
     * @throws WalCorruptException if term and vote are not sure, or files of different members were mixed up
     */
    Salvage result(Optional<VoteFile.Content> vote) throws WalCorruptException {
        WalMetadata owner =
                metadata != null ? metadata : vote.map(VoteFile.Content::owner).orElse(null);
        if (owner == null || (vote.isEmpty() && !stateSure)) {
            throw damage != null ? damage : new WalCorruptException(directory, 0, "there is nothing in it");
        }
        boolean complete = whole && isOfAppliedHistory();
        List<Entry> kept = complete ? entries : before;
        EntryId last = kept.isEmpty() ? applied : kept.get(kept.size() - 1).id();
        long known = complete ? state.commit() : commitBefore;
        long commit = Math.max(applied.index(), Math.min(known, last.index()));
        // The file alone, where there is one: what the log has beyond it was acknowledged to nobody, or is not what it
        // seems.
        HardState sure =
                vote.map(said -> new HardState(said.term(), said.vote(), 0)).orElse(state);
        long term = Math.max(sure.term(), last.term());
        HardState hardState = new HardState(term, term == sure.term() ? sure.vote() : 0, commit);
        return new Salvage(
                owner,
                applied,
                kept,
                confChanges,
                hardState,
                complete,
                Optional.ofNullable(damage).map(WalCorruptException::getMessage));
    }

    private boolean isOfAppliedHistory() {
        return termAtApplied == applied.term()
                || (termAtApplied == UNKNOWN
                        && !entries.isEmpty()
                        && entries.get(0).term() >= applied.term());
    }
}
