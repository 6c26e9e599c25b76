package io.fairlead.server.raft.model;

import io.fairlead.server.check.Invariant;
import java.util.List;

/**
 * A contiguous run of entries that follows {@code previous}. One that exists is contiguous and its terms never decrease:
 * the constructor checks, everybody else relies on it.
 */
public record LogSlice(EntryId previous, List<Entry> entries) {
    public LogSlice {
        entries = List.copyOf(entries);
        long index = previous.index();
        long term = previous.term();
        for (Entry entry : entries) {
            Invariant.equal(entry.index(), index + 1, "index of the next entry");
            Invariant.atMost(term, entry.term(), "term before entry " + entry.index());
            index = entry.index();
            term = entry.term();
        }
    }

    public static LogSlice empty(EntryId previous) {
        return new LogSlice(previous, List.of());
    }

    /** The term at {@code index}, from that of {@code previous} to that of the last entry. */
    public long termAt(long index) {
        Invariant.check(
                index >= previous.index() && index <= last().index(), "index outside the slice", index, last().index());
        return index == previous.index()
                ? previous.term()
                : entries.get((int) (index - previous.index() - 1)).term();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Id of the last entry, or of {@code previous} where the slice is empty. */
    public EntryId last() {
        return entries.isEmpty() ? previous : entries.get(entries.size() - 1).id();
    }
}
