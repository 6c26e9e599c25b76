package io.fairlead.server.raft.log;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole log of one member as its core sees it, with how far it is stable, committed and applied.
 *
 * <p>Invariants: {@code applied <= applying <= committed <= last}; what is applied is stable first, so the applied state on
 * disk is never ahead of the log on disk; the commit index never goes back; a committed entry is never truncated.
 */
public final class RaftLog implements LogReader {
    /** The dear check walks the newest entries, where changes are, and now and then all of them. */
    private static final long NEWEST_WALKED = 16;

    private static final int WHOLE_WALK_EVERY = 32;

    private final LogWindow window;
    private final UnstableTail tail;
    private final Scrutiny scrutiny;

    /** Known to be on a quorum. */
    private long committed;

    /** Handed out to be applied. */
    private long applying;

    /** Reflected in the state. */
    private long applied;

    /** Durable and not handed out to be restored yet, or NONE. */
    private SnapshotMeta restorable = SnapshotMeta.NONE;

    /** The last entry up to {@link #committed} that is a conf change and was not applied at the start; 0 if there is none. */
    private long committedConfChange;

    /** Sum of the sizes of the entries above {@link #committed}. */
    private long uncommittedBytes;

    private int dearChecks;

    /**
     * The log of a member that starts.
     *
     * @param stable what its disk holds: the last entry that is gone, and the entries after it
     * @param committed as last saved; what is applied is committed too, even where the saved number is older
     * @param applied reflected in the state that the member starts with
     */
    public RaftLog(LogSlice stable, long committed, long applied, LogLimits limits, Scrutiny scrutiny) {
        this.window = new LogWindow(limits, stable.previous());
        for (Entry entry : stable.entries()) {
            window.add(entry);
        }
        this.tail = new UnstableTail(stable.last());
        this.scrutiny = scrutiny;
        this.committed =
                Math.max(Math.max(committed, applied), stable.previous().index());
        this.applying = applied;
        this.applied = applied;
        Invariant.atMost(stable.previous().index(), applied, "released entries that were not applied");
        Invariant.atMost(this.committed, stable.last().index(), "committed entries that the disk lost");
        this.uncommittedBytes = bytesBetween(this.committed, stable.last().index());
        noteConfChanges(applied, this.committed);
        window.evict(applied);
        verify();
    }

    @Override
    public long firstIndex() {
        return window.firstIndex();
    }

    @Override
    public EntryId last() {
        return tail.last();
    }

    public long lastIndex() {
        return tail.last().index();
    }

    /** The last entry that is known to be on this member's disk; 0 while the disk has yet to take a snapshot before it. */
    public long stableIndex() {
        return tail.hasSnapshot() ? 0 : tail.previous().index();
    }

    public long committedIndex() {
        return committed;
    }

    /** The last entry that is known to be committed, or what the log begins after. */
    public EntryId committedId() {
        long index = Math.max(committed, window.previous().index());
        return new EntryId(termAt(index), index);
    }

    public long appliedIndex() {
        return applied;
    }

    /** The last applied entry; while a snapshot waits to be restored, what the log begins after. */
    public EntryId appliedId() {
        long index = Math.max(applied, window.previous().index());
        return new EntryId(termAt(index), index);
    }

    public long uncommittedBytes() {
        return uncommittedBytes;
    }

    /** Bytes of data that the window and the tail keep in memory. */
    public long bytesInMemory() {
        return window.bytes() + tail.bytes();
    }

    @Override
    public long termAt(long index) {
        return index >= tail.firstIndex() ? tail.termAt(index) : window.termAt(index);
    }

    @Override
    public LogSlice slice(long from, long to, long bytesMax) {
        Invariant.check(from >= firstIndex() && from <= lastIndex() + 1, "slice of the log", from, firstIndex());
        List<Entry> entries = new ArrayList<>();
        long left = bytesMax;
        if (from < tail.firstIndex()) {
            left = window.copy(from, to, bytesMax, entries);
        }
        if (left >= 0) {
            tail.copy(Math.max(from, tail.firstIndex()), to, left, entries);
        }
        return new LogSlice(new EntryId(termAt(from - 1), from - 1), entries);
    }

    /** Whether a log that ends in {@code other} holds all that could be committed here (section 5.4.1). */
    public boolean isUpToDate(EntryId other) {
        EntryId own = last();
        return other.term() > own.term() || (other.term() == own.term() && other.index() >= own.index());
    }

    /**
     * The largest index up to {@code index} whose term is at most {@code term}: nothing above it can match a log that has
     * {@code term} at {@code index}. Ends below the window with term 0, which means "not known".
     */
    public EntryId lastPossibleMatch(long index, long term) {
        for (long i = Math.min(index, lastIndex()); i > 0; i--) {
            long own = termAt(i);
            if (own == UNKNOWN_TERM) {
                return new EntryId(0, i);
            }
            if (own <= term) {
                return new EntryId(own, i);
            }
        }
        return EntryId.ZERO;
    }

    /** Adds entries after the last one. */
    public void append(List<Entry> entries) {
        for (Entry entry : entries) {
            tail.add(entry);
            uncommittedBytes += entry.size();
        }
        verify();
    }

    /**
     * Takes what a leader sent, after an entry that matches: drops own entries that conflict and adds what is new. Entries
     * that are there already are left alone, so a late and shorter message truncates nothing.
     *
     * @return how many own entries were dropped
     */
    public long accept(LogSlice slice) {
        Invariant.check(matches(slice.previous()), "accept after an entry that does not match");
        List<Entry> entries = slice.entries();
        int known = 0;
        while (known < entries.size() && matches(entries.get(known).id())) {
            known++;
        }
        if (known == entries.size()) {
            return 0;
        }
        long keptTo = entries.get(known).index() - 1;
        long dropped = lastIndex() - keptTo;
        Invariant.check(keptTo >= committed, "conflict with a committed entry", keptTo + 1, committed);
        truncateAfter(keptTo);
        append(entries.subList(known, entries.size()));
        return dropped;
    }

    /**
     * A leader's log holds all that is committed here (Leader Completeness, section 5.4.3). One that contradicts it comes from
     * another history, and whoever follows it loses data: this member stops instead. By Log Matching one entry decides.
     */
    public void checkAgrees(LogSlice slice) {
        long index = Math.min(committed, slice.last().index());
        long own = termAt(index);
        if (own != UNKNOWN_TERM && index >= slice.previous().index()) {
            Invariant.equal(slice.termAt(index), own, "term of committed entry " + index + " at the leader");
        }
    }

    /** Notes that everything up to {@code index} is committed. An index that is known already changes nothing. */
    public void commitTo(long index) {
        if (index <= committed) {
            return;
        }
        Invariant.atMost(index, lastIndex(), "commit index");
        uncommittedBytes -= bytesBetween(committed, index);
        noteConfChanges(committed, index);
        committed = index;
        verify();
    }

    /** Begins again after a snapshot, which has yet to become durable and to be restored. Must be above the commit index. */
    public void restore(SnapshotMeta meta) {
        Invariant.check(meta.index() > committed, "snapshot at or below the commit index", meta.index(), committed);
        window.reset(meta.lastIncluded());
        tail.restore(meta);
        restorable = SnapshotMeta.NONE;
        committed = meta.index();
        uncommittedBytes = 0;
        verify();
    }

    public boolean hasUnwritten() {
        return tail.hasUnwritten();
    }

    /** The snapshot that batch {@code number} makes durable, or NONE. Taken before its entries. */
    public SnapshotMeta takeSnapshot(long number) {
        return tail.takeSnapshot(number);
    }

    /** The entries that batch {@code number} makes durable: all that are in no batch yet. */
    public LogSlice takeEntries(long number) {
        return tail.takeEntries(number);
    }

    /** The disk holds batch {@code number} and all before it. */
    public void onDurable(long number) {
        SnapshotMeta durable = tail.onDurable(number, window);
        if (durable.index() != 0) {
            restorable = durable;
        }
        window.evict(applied);
        verify();
    }

    /** Whether there is a snapshot that must be restored before anything else is applied. */
    public boolean hasPendingSnapshot() {
        return tail.hasSnapshot() || applied < window.previous().index();
    }

    /** The snapshot to restore now, once, or NONE. */
    public SnapshotMeta takeRestorable() {
        SnapshotMeta taken = restorable;
        if (taken.index() != 0) {
            restorable = SnapshotMeta.NONE;
            applying = taken.index();
        }
        return taken;
    }

    public boolean hasRestorable() {
        return restorable.index() != 0;
    }

    /**
     * Whether there is something to apply.
     *
     * @param durableCommit the commit index that a crash would leave this member with
     */
    public boolean hasApplicable(long durableCommit) {
        return applicableTo(durableCommit) > applying;
    }

    /**
     * Committed, stable entries to apply next, in order, each once. One is always given if there is one. A conf change is not
     * given before a crash could no longer make this member forget that it is committed: whoever is told by this member
     * that he was removed may go, and is not needed any more.
     */
    public List<Entry> takeApplicable(long bytesMax, long durableCommit) {
        List<Entry> entries =
                slice(applying + 1, applicableTo(durableCommit), bytesMax).entries();
        applying += entries.size();
        verify();
        return entries;
    }

    /** The state now reflects everything up to {@code index}, which must have been handed out. */
    public void onApplied(long index) {
        Invariant.check(index >= applied, "applied index goes back", index, applied);
        Invariant.atMost(index, applying, "applied what was not handed out");
        applied = index;
        window.evict(evictable());
        verify();
    }

    /** The last conf change that is committed, and applied or not; 0 if none came since the start. */
    public long committedConfChange() {
        return committedConfChange;
    }

    /** Whether a committed conf change waits to be applied. */
    public boolean hasUnappliedConfChange() {
        return committedConfChange > applied;
    }

    /** Releases the memory of entries up to {@code index}; of those that are not applied yet, none. */
    public void compactTo(long index) {
        window.compactTo(Math.min(index, Math.min(evictable(), window.lastIndex())));
        verify();
    }

    private long evictable() {
        return Math.min(applied, window.lastIndex());
    }

    private long applicableTo(long durableCommit) {
        if (tail.hasSnapshot() || hasRestorable()) {
            return applying;
        }
        long stable = Math.min(committed, tail.previous().index());
        return committedConfChange <= durableCommit ? stable : Math.min(stable, Math.max(applying, durableCommit));
    }

    private void noteConfChanges(long after, long to) {
        for (long index = to; index > after; index--) {
            if (at(index).type() == EntryType.CONF_CHANGE) {
                committedConfChange = index;
                return;
            }
        }
    }

    private Entry at(long index) {
        return index >= tail.firstIndex() ? tail.at(index) : window.at(index);
    }

    private void truncateAfter(long index) {
        uncommittedBytes -= bytesBetween(index, lastIndex());
        if (index >= tail.previous().index()) {
            tail.truncateAfter(index);
        } else {
            window.truncateAfter(index);
            tail.resetAfter(window.last());
        }
    }

    private long bytesBetween(long after, long to) {
        long bytes = 0;
        for (long index = after + 1; index <= to; index++) {
            bytes += at(index).size();
        }
        return bytes;
    }

    private void verify() {
        Invariant.atMost(applied, applying, "applied");
        Invariant.atMost(applying, committed, "applying");
        Invariant.atMost(committed, lastIndex(), "committed");
        if (scrutiny.isDear()) {
            Invariant.check(window.last().equals(tail.previous()), "a gap between window and tail");
            long walked = ++dearChecks % WHOLE_WALK_EVERY == 0 ? Long.MAX_VALUE : NEWEST_WALKED;
            verifyContiguous(Math.max(window.previous().index(), lastIndex() - walked));
            long from = Math.max(committed, window.previous().index());
            Invariant.equal(uncommittedBytes, bytesBetween(from, lastIndex()), "uncommitted bytes");
        }
    }

    private void verifyContiguous(long previous) {
        long term = termAt(previous);
        for (long index = previous + 1; index <= lastIndex(); index++) {
            Entry entry = at(index);
            Invariant.equal(entry.index(), index, "index of an entry");
            Invariant.atMost(term, entry.term(), "term before an entry");
            term = entry.term();
        }
    }
}
