package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.RaftCodec;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A log that is open for appending.
 *
 * <p>{@link #append} collects in memory; {@link #commit} brings all that was collected to the file with one write and at most
 * one force. Belongs to one thread. After any exception from a method that touches the disk, but one for lack of space,
 * the log refuses everything: what the disk holds is then unknown, and only reading it again after a restart tells.
 */
public final class Wal implements Closeable {
    private final Disk disk;
    private final Path directory;
    private final WalOptions options;
    private final Bytes metadata;
    private final RecordEncoder encoder;

    /** All segments that are there, oldest first; the last one is open. */
    private final List<SegmentName> segments;

    private DiskFile file;

    /** Where the next write goes in the open segment. */
    private long offset;

    /** Size of the open segment's file; zeros from {@link #offset} on. */
    private long allocated;

    /** Index of the last entry appended, or of a later snapshot marker. Next entries may not skip past it. */
    private long lastIndex;

    private HardState hardState;

    private final VoteFile votes;

    /** The next segment, empty, allocated, forced; null until it is prepared. */
    private @Nullable DiskFile spare;

    private boolean failed;

    Wal(
            Disk disk,
            Path directory,
            WalOptions options,
            WalMetadata metadata,
            List<SegmentName> segments,
            DiskFile file,
            SegmentReader.End end,
            long lastIndex,
            HardState hardState,
            VoteFile votes)
            throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.options = options;
        this.metadata = metadata.encode();
        this.encoder = new RecordEncoder(end.crc());
        this.segments = new ArrayList<>(segments);
        this.file = file;
        this.offset = end.offset();
        this.allocated = file.size();
        this.lastIndex = lastIndex;
        this.hardState = hardState;
        this.votes = votes;
    }

    /** Whether {@code directory} holds a log: the sign of a member that existed before. */
    public static boolean exists(Disk disk, Path directory) throws IOException {
        return !SegmentName.among(disk.list(directory)).isEmpty();
    }

    /**
     * Makes a new, empty, durable log. A crash before this returns leaves either no log or this one.
     *
     * @throws IOException also if there is something in {@code directory} already
     */
    public static Wal create(Disk disk, Path directory, WalMetadata metadata, WalOptions options) throws IOException {
        return WalFiles.create(disk, directory, metadata, options);
    }

    /**
     * Whose log {@code directory} holds. Changes nothing.
     *
     * @throws WalCorruptException if the log's first segment can't be read
     */
    public static WalMetadata metadata(Disk disk, Path directory) throws IOException {
        return WalFiles.metadata(disk, directory);
    }

    /**
     * The snapshots that the log knows to be committed, in the order they were marked; the first one may be {@link
     * SnapshotMeta#NONE}, the log's beginning. Changes nothing. A member starts from the last one whose state it has.
     *
     * @throws WalCorruptException if the log can't be used
     */
    public static List<SnapshotMeta> snapshots(Disk disk, Path directory) throws IOException {
        Markers markers = new Markers();
        new LogScan(disk, directory, WalFiles.segments(disk, directory)).run(markers);
        return markers.committed();
    }

    /**
     * Opens an existing log: reads what comes after {@code start}, cuts off what an unfinished write left, and forces it all.
     *
     * @param start id of one of {@link #snapshots}, or {@link EntryId#ZERO}
     * @throws WalCorruptException if the log can't be used; nothing was changed then
     */
    public static OpenedWal open(Disk disk, Path directory, EntryId start, WalOptions options) throws IOException {
        return WalFiles.open(disk, directory, start, options);
    }

    /**
     * Reads what can still be read of a damaged log. Changes nothing.
     *
     * @param applied the last entry that is in the member's state
     * @throws WalCorruptException if term and vote, or whose log it is, can't be told for sure
     */
    public static Salvage salvage(Disk disk, Path directory, EntryId applied) throws IOException {
        return LogRepair.salvage(disk, directory, applied);
    }

    /**
     * Replaces a damaged log by what could be salvaged, durably. The damaged segments get the ending {@code .broken} when the
     * log is opened next.
     *
     * @param base the state to begin after
     * @param regaining whether something that the member may have acknowledged is missing in what could be salvaged; what was
     *     missing before stays missing until {@link #regained}
     */
    public static void rebuild(Disk disk, Path directory, SnapshotMeta base, Salvage salvage, boolean regaining)
            throws IOException {
        LogRepair.rebuild(disk, directory, base, salvage, regaining);
    }

    /** Whether the member whose log this is has lost something that has not come back yet. Changes nothing. */
    public static boolean isRegaining(Disk disk, Path directory) throws IOException {
        return VoteFile.read(disk, directory).map(VoteFile.Content::regaining).orElse(false);
    }

    /** A log, and what it said when it was opened. */
    public record OpenedWal(Wal wal, WalRecovery recovery) {}

    /** Collects {@code write}'s marker, entries and hard state, in this order. Nothing is on disk yet. */
    public void append(WalWrite write) {
        write.marker().ifPresent(this::appendMarker);
        for (Entry entry : write.entries()) {
            Invariant.check(entry.index() > 0, "index of an entry", entry.index(), 0);
            Invariant.atMost(entry.index(), lastIndex + 1, "index of the next entry");
            encoder.add(entry);
            lastIndex = entry.index();
        }
        write.hardState().ifPresent(this::appendState);
    }

    /** How many bytes wait for {@link #commit}. */
    public int uncommittedSize() {
        return encoder.size();
    }

    /**
     * Writes what was collected. Durable when this returns, if {@code force}; a segment that became full is forced anyway.
     *
     * @throws NoSpaceException with all that was collected kept, and more may be: to be tried again. Space for a batch, and
     *     for the next segment where the batch fills this one, is claimed before its first byte is written
     */
    public void commit(boolean force) throws IOException {
        Invariant.check(!failed, "the log failed before");
        failed = true;
        ByteBuffer collected = encoder.collected();
        long end = offset + collected.remaining();
        try {
            allocate(end);
            if (end >= options.segmentSize() && spare == null) {
                spare = newFile();
            }
            file.write(collected, offset);
        } catch (NoSpaceException e) {
            // Nothing of it was forced or promised, and the next attempt writes the same bytes to the same place.
            failed = false;
            throw e;
        }
        offset = end;
        encoder.clear();
        if (offset >= options.segmentSize()) {
            cut();
            keepVote();
        } else if (force) {
            file.force(false);
            keepVote();
        }
        failed = false;
    }

    /** All that this member ever acknowledged is in the log again: it may vote. Durable when this returns. */
    public void regained() throws IOException {
        Invariant.check(!failed, "the log failed before");
        failed = true;
        votes.write(votes.content().with(false));
        failed = false;
    }

    /** Takes over a term and a vote that the log had lost. */
    void catchUp(HardState known) throws IOException {
        if (known.term() != hardState.term() || known.vote() != hardState.vote()) {
            appendState(known);
            commit(true);
        }
    }

    private void keepVote() throws IOException {
        if (!votes.content().says(hardState)) {
            try {
                votes.write(votes.content().with(hardState));
            } catch (NoSpaceException e) {
                // Some file systems need space to overwrite what is there. The log is written already: this is no batch
                // to keep.
                throw new IOException("no space to overwrite the vote file: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Claims space for what comes next, and gets the next segment ready if the open one is more than half full, so that the
     * commit which needs it finds it. Does nothing if there is nothing to do. Meant for a moment when nobody waits.
     *
     * @throws NoSpaceException where there is none; there may be room for some commits all the same
     */
    public void claimAhead() throws IOException {
        Invariant.check(!failed, "the log failed before");
        failed = true;
        try {
            allocate(Math.min(offset + options.allocationStep() / 4, Math.max(offset, options.segmentSize())));
            if (spare == null && offset > options.segmentSize() / 2) {
                DiskFile next = newFile();
                next.force(true);
                spare = next;
            }
        } catch (NoSpaceException e) {
            failed = false;
            throw e;
        }
        failed = false;
    }

    /**
     * Deletes segments that are not needed to start from the snapshot at {@code index}, oldest first, while there are more
     * than the options keep.
     *
     * @return how many were deleted
     */
    public int release(long index) throws IOException {
        Invariant.check(!failed, "the log failed before");
        failed = true;
        int released =
                Math.min(SegmentName.covering(segments, index), Math.max(0, segments.size() - options.segmentsKept()));
        for (int i = 0; i < released; i++) {
            disk.delete(directory.resolve(segments.get(0).fileName()));
            segments.remove(0);
        }
        if (released > 0) {
            disk.forceDirectory(directory);
        }
        failed = false;
        return Math.max(0, released);
    }

    /** Names of the segments' files, oldest first. */
    public List<String> segmentFiles() {
        return segments.stream().map(SegmentName::fileName).toList();
    }

    /** Closes the files. What was collected and not committed is gone; the caller was told nothing of it. */
    @Override
    public void close() throws IOException {
        failed = true;
        try {
            file.close();
            votes.close();
        } finally {
            if (spare != null) {
                spare.close();
            }
        }
    }

    private void appendMarker(SnapshotMeta marker) {
        encoder.add(RecordType.SNAPSHOT, Markers.encode(marker));
        lastIndex = Math.max(lastIndex, marker.index());
    }

    private void appendState(HardState state) {
        Invariant.check(state.term() >= hardState.term(), "term of the hard state", state.term(), hardState.term());
        Invariant.check(
                state.commit() >= hardState.commit(), "commit of the hard state", state.commit(), hardState.commit());
        Invariant.atMost(state.commit(), lastIndex, "commit index");
        if (!state.isEmpty()) {
            encoder.add(RecordType.STATE, RaftCodec.encode(state));
        }
        hardState = state;
    }

    private void allocate(long end) throws IOException {
        if (end > allocated) {
            long step = Math.min(options.allocationStep(), Math.max(0, options.segmentSize() - allocated));
            long wanted = Math.max(end, allocated + step);
            try {
                file.preallocate(wanted);
                allocated = wanted;
            } catch (NoSpaceException e) {
                allocated = Math.max(allocated, file.size());
                if (end > allocated) {
                    throw e;
                }
            }
        }
    }

    /** Closes the full segment and opens the next one, whose head carries on what must be known from here on. */
    private void cut() throws IOException {
        file.truncate(offset);
        file.force(true);
        SegmentName last = segments.get(segments.size() - 1);
        SegmentName next = new SegmentName(last.sequence() + 1, lastIndex + 1);
        DiskFile opened = Objects.requireNonNull(spare);
        spare = null;
        putHead();
        opened.write(encoder.collected(), 0);
        opened.force(true);
        disk.rename(directory.resolve(spareName()), directory.resolve(next.fileName()));
        disk.forceDirectory(directory);
        file.close();
        file = opened;
        offset = encoder.size();
        allocated = file.size();
        segments.add(next);
        encoder.clear();
    }

    private void putHead() {
        encoder.addCrc();
        encoder.add(RecordType.METADATA, metadata);
        if (!hardState.isEmpty()) {
            encoder.add(RecordType.STATE, RaftCodec.encode(hardState));
        }
    }

    private DiskFile newFile() throws IOException {
        DiskFile prepared = disk.open(directory.resolve(spareName()));
        try {
            prepared.truncate(0);
            prepared.preallocate(Math.min(options.allocationStep(), options.segmentSize()));
            return prepared;
        } catch (IOException e) {
            prepared.close();
            throw e;
        }
    }

    /** The next segment before it has its name: two names in turn, so one that is in use is never taken for the next. */
    private String spareName() {
        return (segments.get(segments.size() - 1).sequence() + 1) % 2 + ".tmp";
    }
}
