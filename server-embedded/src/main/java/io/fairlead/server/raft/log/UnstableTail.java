package io.fairlead.server.raft.log;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries, and at most one snapshot before them, that are not known to be on this member's disk.
 *
 * <p>Several batches may be on their way to the disk at once, and an entry that is in one of them may be overwritten by a new
 * leader before the disk answers, even twice, the second time by an equal entry. An answer therefore names its batch: each
 * batch in flight remembers up to where what it wrote still stands in this tail, and truncation lowers that mark. So an
 * answer never makes stable what was written after its batch.
 */
final class UnstableTail {
    private final EntryRing entries;

    /** The batches in flight, oldest first. Invariant: numbers ascend, and so do their marks. */
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();

    /** Up to where entries have been handed to the disk. */
    private long handedOut;

    /** What this log was restored to and is not durable yet, or NONE. */
    private SnapshotMeta snapshot = SnapshotMeta.NONE;

    /** The batch that carries {@link #snapshot} to the disk; 0 while none does. */
    private long snapshotBatch;

    UnstableTail(EntryId previous) {
        this.entries = new EntryRing(previous);
        this.handedOut = previous.index();
    }

    /** The last stable entry. */
    EntryId previous() {
        return entries.previous();
    }

    long firstIndex() {
        return entries.firstIndex();
    }

    EntryId last() {
        return entries.last();
    }

    long bytes() {
        return entries.bytes();
    }

    long termAt(long index) {
        return entries.termAt(index);
    }

    Entry at(long index) {
        return entries.at(index);
    }

    long copy(long from, long to, long bytesMax, List<Entry> target) {
        return entries.copy(from, to, bytesMax, target);
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    /** Forgets the entries above {@code index}; what was written of them no longer counts. */
    void truncateAfter(long index) {
        entries.truncateAfter(index);
        forgetWritten(index);
    }

    /** The stable log itself was truncated to {@code last}, so nothing of this tail remains. */
    void resetAfter(EntryId last) {
        entries.reset(last);
        forgetWritten(last.index());
    }

    /** Begins again after a snapshot that is not durable yet. */
    void restore(SnapshotMeta meta) {
        entries.reset(meta.lastIncluded());
        forgetWritten(0);
        handedOut = meta.index();
        snapshot = meta;
        snapshotBatch = 0;
    }

    boolean hasSnapshot() {
        return snapshot.index() != 0;
    }

    boolean hasUnwritten() {
        return handedOut < entries.lastIndex() || hasUnwrittenSnapshot();
    }

    boolean hasUnwrittenSnapshot() {
        return hasSnapshot() && snapshotBatch == 0;
    }

    /** The snapshot to be made durable, once, or NONE; from now on batch {@code number} holds it. */
    SnapshotMeta takeSnapshot(long number) {
        if (!hasUnwrittenSnapshot()) {
            return SnapshotMeta.NONE;
        }
        snapshotBatch = number;
        return snapshot;
    }

    /** All entries that no batch holds yet; from now on batch {@code number} does. */
    LogSlice takeEntries(long number) {
        Invariant.check(inFlight.isEmpty() || inFlight.getLast().number < number, "batch number not ascending");
        List<Entry> unwritten = new ArrayList<>();
        EntryId before = new EntryId(termAt(handedOut), handedOut);
        entries.copy(handedOut + 1, entries.lastIndex(), Long.MAX_VALUE, unwritten);
        handedOut = entries.lastIndex();
        inFlight.add(new InFlight(number, handedOut));
        return new LogSlice(before, unwritten);
    }

    /**
     * Batch {@code number} and all before it are durable.
     *
     * @param stable takes the entries that are stable by that, in order
     * @return the snapshot that became durable, or NONE
     */
    SnapshotMeta onDurable(long number, LogWindow stable) {
        while (!inFlight.isEmpty() && inFlight.getFirst().number <= number) {
            InFlight batch = inFlight.removeFirst();
            while (!entries.isEmpty() && entries.firstIndex() <= batch.last) {
                stable.add(entries.removeFirst());
            }
        }
        if (snapshotBatch == 0 || snapshotBatch > number) {
            return SnapshotMeta.NONE;
        }
        SnapshotMeta durable = snapshot;
        snapshot = SnapshotMeta.NONE;
        snapshotBatch = 0;
        return durable;
    }

    private void forgetWritten(long above) {
        handedOut = Math.min(handedOut, above);
        handedOut = Math.max(handedOut, entries.previous().index());
        for (InFlight batch : inFlight) {
            batch.last = Math.min(batch.last, above);
        }
    }

    private static final class InFlight {
        final long number;

        /** Up to where what this batch and those before it wrote still stands. */
        long last;

        InFlight(long number, long last) {
            this.number = number;
            this.last = last;
        }
    }
}
