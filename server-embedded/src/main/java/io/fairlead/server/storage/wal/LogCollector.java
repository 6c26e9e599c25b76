package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
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
 * Puts the records of a log together: the entries after a snapshot as they stand after all overwriting, and the last state.
 *
 * <p>The checksum does not cover a record's type, so a flipped type shows only in what the record says. Hence the checks
 * that cost nothing: no index is skipped, no term or commit index goes back, no field is unknown.
 */
final class LogCollector implements LogScan.Visitor {
    private static final long UNKNOWN = -1;

    private final EntryId start;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable Bytes metadataBytes;
    private @Nullable WalMetadata metadata;
    private HardState hardState = HardState.EMPTY;
    private Optional<SnapshotMeta> marker = Optional.empty();

    /** Term of the entry at the start's index as read so far, which tells whether later entries belong to its history. */
    private long termAtStart = UNKNOWN;

    /** @param start the snapshot to begin after; {@link EntryId#ZERO} for the log's beginning */
    LogCollector(EntryId start) {
        this.start = start;
        if (start.index() == 0) {
            termAtStart = 0;
        }
    }

    @Override
    public void visit(WalRecord record, SegmentReader reader) throws IOException {
        try {
            switch (record.type()) {
                case METADATA -> metadata(record.data(), reader);
                case ENTRY -> entry(EntryCodec.decode(record.data()), reader);
                case STATE -> state(RaftCodec.decodeHardState(record.data()), reader);
                case CRC -> {}
                case SNAPSHOT -> snapshot(Markers.decode(record.data()), reader);
            }
        } catch (MalformedRaftDataException e) {
            throw reader.corrupt(e);
        }
    }

    private void metadata(Bytes bytes, SegmentReader reader) throws IOException {
        if (metadataBytes != null && !metadataBytes.equals(bytes)) {
            throw reader.corrupt(
                    "this segment belongs to " + WalMetadata.decode(bytes) + ", those before it to " + metadata);
        }
        metadata = WalMetadata.decode(bytes);
        metadataBytes = bytes;
    }

    private void entry(Entry entry, SegmentReader reader) throws WalCorruptException {
        if (entry.index() <= 0) {
            throw reader.corrupt("an entry has index " + entry.index());
        }
        if (entry.index() <= start.index()) {
            // It replaces what is there from its index on, which may be all we have.
            entries.clear();
            termAtStart = entry.index() == start.index() ? entry.term() : UNKNOWN;
            return;
        }
        long next = start.index() + 1 + entries.size();
        if (entry.index() > next) {
            throw reader.corrupt("entry " + entry.index() + " follows where entry " + next + " belongs");
        }
        entries.subList((int) (entry.index() - start.index() - 1), entries.size())
                .clear();
        if (!entries.isEmpty() && entry.term() < last().term()) {
            throw reader.corrupt(
                    "entry " + entry.index() + " of term " + entry.term() + " follows term " + last().term());
        }
        entries.add(entry);
    }

    private void state(HardState state, SegmentReader reader) throws WalCorruptException {
        if (state.term() < hardState.term() || state.commit() < hardState.commit()) {
            throw reader.corrupt("the hard state goes back: " + state + " after " + hardState);
        }
        hardState = state;
    }

    /**
     * The marker of our snapshot also says what becomes of later entries that were read before it. A snapshot the member made
     * of its own log leaves them. One it was sent replaced the log, unless the log held the very same entry.
     */
    private void snapshot(SnapshotMeta found, SegmentReader reader) throws WalCorruptException {
        if (found.index() != start.index()) {
            return;
        }
        if (found.term() != start.term()) {
            throw reader.corrupt("the snapshot marker at " + found.index() + " has term " + found.term()
                    + ", the snapshot " + start.term());
        }
        if (termAtStart != found.term()) {
            entries.clear();
            termAtStart = found.term();
        }
        marker = Optional.of(found);
    }

    /** What was found, once all records were visited; {@code end} is where complaints about the whole point to. */
    WalRecovery recovery(Path path, SegmentReader.End end) throws WalCorruptException {
        if (metadata == null) {
            throw new WalCorruptException(path, end.offset(), "the log ends without metadata");
        }
        if (start.index() > 0 && marker.isEmpty()) {
            throw new WalCorruptException(path, end.offset(), "the log ends without a marker of the snapshot " + start);
        }
        if (!entries.isEmpty() && entries.get(0).term() < start.term()) {
            throw new WalCorruptException(path, end.offset(), entries.get(0).id() + " follows the snapshot " + start);
        }
        LogSlice slice = new LogSlice(start, entries);
        long commit = hardState.commit();
        if (commit < start.index() || commit > slice.last().index()) {
            throw new WalCorruptException(
                    path,
                    end.offset(),
                    "the commit index " + commit + " is not between the snapshot " + start + " and the last entry "
                            + slice.last());
        }
        return new WalRecovery(metadata, stateFor(slice), marker.orElse(SnapshotMeta.NONE), slice, end.torn(), false);
    }

    /**
     * A batch whose entries survived and whose hard state did not leaves entries of a newer term than the state's. They were
     * never acknowledged, nor was a vote cast in that term (it would have been forced before), so the term alone is taken up.
     */
    private HardState stateFor(LogSlice slice) {
        long lastTerm = slice.last().term();
        return lastTerm > hardState.term() ? new HardState(lastTerm, 0, hardState.commit()) : hardState;
    }

    /** The last state as it stands in the log. */
    HardState hardState() {
        return hardState;
    }

    private Entry last() {
        return entries.get(entries.size() - 1);
    }
}
