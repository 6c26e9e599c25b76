package io.fairlead.server.raft.log;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import java.util.List;

/**
 * The newest stable entries, kept in memory so that peers that lag a little can be served without the disk. Forgets its
 * oldest entries when it holds more than its limits, but never one that is not applied yet.
 */
final class LogWindow {
    private final LogLimits limits;
    private final EntryRing entries;

    LogWindow(LogLimits limits, EntryId previous) {
        this.limits = limits;
        this.entries = new EntryRing(previous);
    }

    /** What the window begins after: the last entry that is gone. */
    EntryId previous() {
        return entries.previous();
    }

    long firstIndex() {
        return entries.firstIndex();
    }

    EntryId last() {
        return entries.last();
    }

    long lastIndex() {
        return entries.lastIndex();
    }

    int count() {
        return entries.count();
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

    void truncateAfter(long index) {
        entries.truncateAfter(index);
    }

    void reset(EntryId previous) {
        entries.reset(previous);
    }

    /** Forgets entries up to {@code index}, all of them applied. */
    void compactTo(long index) {
        Invariant.atMost(index, lastIndex(), "compaction of the window");
        while (firstIndex() <= index) {
            entries.removeFirst();
        }
    }

    /** Forgets the oldest of the entries up to {@code applied} for as long as a limit is exceeded. */
    void evict(long applied) {
        while (firstIndex() <= applied
                && !entries.isEmpty()
                && (entries.count() > limits.entriesMax() || entries.bytes() > limits.bytesMax())) {
            entries.removeFirst();
        }
    }
}
