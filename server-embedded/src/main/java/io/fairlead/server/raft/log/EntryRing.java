package io.fairlead.server.raft.log;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import java.util.List;

/** A contiguous run of entries that grows and shrinks at both ends, in constant time. */
final class EntryRing {
    private static final int CAPACITY_MIN = 16;

    /** Length is a power of two; slots outside the run are null so that evicted entries can be collected. */
    private Entry[] slots = new Entry[CAPACITY_MIN];

    private int head;
    private int count;
    private long bytes;

    /** What the run begins after. */
    private EntryId previous;

    EntryRing(EntryId previous) {
        this.previous = previous;
    }

    EntryId previous() {
        return previous;
    }

    long firstIndex() {
        return previous.index() + 1;
    }

    long lastIndex() {
        return previous.index() + count;
    }

    EntryId last() {
        return count == 0 ? previous : at(lastIndex()).id();
    }

    int count() {
        return count;
    }

    /** Sum of the sizes of all entries here. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return count == 0;
    }

    Entry at(long index) {
        Invariant.check(index >= firstIndex() && index <= lastIndex(), "entry outside the run", index, lastIndex());
        return slots[slot(index - firstIndex())];
    }

    long termAt(long index) {
        if (index == previous.index()) {
            return previous.term();
        }
        return index > previous.index() && index <= lastIndex() ? at(index).term() : LogReader.UNKNOWN_TERM;
    }

    void add(Entry entry) {
        Invariant.equal(entry.index(), lastIndex() + 1, "index of the entry to add");
        if (count == slots.length) {
            grow();
        }
        slots[slot(count)] = entry;
        count++;
        bytes += entry.size();
    }

    /** Forgets the entries above {@code index}. */
    void truncateAfter(long index) {
        Invariant.check(index >= previous.index(), "truncate below the run", index, previous.index());
        while (lastIndex() > index) {
            bytes -= at(lastIndex()).size();
            clear(count - 1);
            count--;
        }
    }

    /** Forgets the first entry. */
    Entry removeFirst() {
        Entry first = at(firstIndex());
        clear(0);
        head = slot(1);
        count--;
        bytes -= first.size();
        previous = first.id();
        return first;
    }

    /** Forgets everything and begins again after {@code newPrevious}. */
    void reset(EntryId newPrevious) {
        slots = new Entry[CAPACITY_MIN];
        head = 0;
        count = 0;
        bytes = 0;
        previous = newPrevious;
    }

    /**
     * Adds entries from {@code from} to {@code to} to {@code target} while their sum stays within {@code bytesMax}.
     *
     * @return what is left of {@code bytesMax}; negative when it is used up
     */
    long copy(long from, long to, long bytesMax, List<Entry> target) {
        long left = bytesMax;
        for (long index = from; index <= Math.min(to, lastIndex()); index++) {
            Entry entry = at(index);
            left -= entry.size();
            if (left < 0 && !target.isEmpty()) {
                return left;
            }
            target.add(entry);
        }
        return left;
    }

    private int slot(long offset) {
        return (int) (head + offset) & (slots.length - 1);
    }

    @SuppressWarnings("NullAway") // a slot outside the run holds nothing
    private void clear(int offset) {
        slots[slot(offset)] = null;
    }

    private void grow() {
        Entry[] larger = new Entry[slots.length * 2];
        for (int i = 0; i < count; i++) {
            larger[i] = slots[slot(i)];
        }
        slots = larger;
        head = 0;
    }
}
