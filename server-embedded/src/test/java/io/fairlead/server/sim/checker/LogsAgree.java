package io.fairlead.server.sim.checker;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Log Matching and Leader Completeness (section 5.3 and 5.4), as far as leaders show their logs: an index and a term name one
 * entry, which follows one entry; and once an index is committed, every later leader has the same term there.
 */
public final class LogsAgree {
    /** What is known of the entry of an index and term. */
    private record Known(EntryType type, Bytes data, long previousTerm) {}

    private final Map<EntryId, Known> entries = new HashMap<>();
    private final TreeMap<Long, Long> committedTerms = new TreeMap<>();

    /** A message leaves its sender. */
    public void sent(Message message) {
        if (message instanceof Message.AppendRequest append) {
            shown(append);
        } else if (message instanceof Message.InstallSnapshot install) {
            committed(install.meta().lastIncluded());
        }
    }

    /** How many indexes are known to be committed. */
    public int committedCount() {
        return committedTerms.size();
    }

    /** The highest entry that is known to be committed; {@link EntryId#ZERO} where none is. */
    public EntryId lastCommitted() {
        return committedTerms.isEmpty()
                ? EntryId.ZERO
                : new EntryId(committedTerms.lastEntry().getValue(), committedTerms.lastKey());
    }

    /**
     * A member has these entries on its disk: each is what its leader showed, behind the same one; and those up to {@code
     * commit}, which it takes for committed, are.
     */
    public void durable(String who, LogSlice log, long commit) {
        EntryId previous = log.previous();
        for (Entry entry : log.entries()) {
            Known known = entries.get(entry.id());
            Known here = new Known(entry.type(), entry.data(), previous.term());
            if (known != null && !known.equals(here)) {
                throw new BrokenPromise(who + " has another entry " + entry.id()
                        + " on its disk than its leader showed: " + here + ", " + known);
            }
            Long term = entry.index() <= commit ? committedTerms.get(entry.index()) : null;
            if (term != null && term != entry.term()) {
                throw new BrokenPromise(
                        who + " takes entry " + entry.id() + " for committed, but that is the one of term " + term);
            }
            previous = entry.id();
        }
    }

    /** Whether an entry that changes the members is known to be committed after {@code after} and up to {@code upTo}. */
    public boolean membersChangeBetween(long after, long upTo) {
        return after < upTo
                && committedTerms.subMap(after, false, upTo, true).entrySet().stream()
                        .map(at -> entries.get(new EntryId(at.getValue(), at.getKey())))
                        .anyMatch(known -> known != null && known.type() == EntryType.CONF_CHANGE);
    }

    /** No command, each of which has an id of its own, is committed twice, whatever became of leaders it was offered to. */
    public void checkEachCommandOnce() {
        Map<Bytes, Long> indexes = new HashMap<>();
        committedTerms.forEach((index, term) -> {
            Known entry = entries.get(new EntryId(term, index));
            if (entry == null
                    || entry.type() != EntryType.NORMAL
                    || entry.data().isEmpty()) {
                return;
            }
            Long other = indexes.putIfAbsent(entry.data(), index);
            if (other != null) {
                throw new BrokenPromise("one command is committed at index " + other + " and at index " + index);
            }
        });
    }

    private void shown(Message.AppendRequest append) {
        EntryId previous = append.slice().previous();
        committedIf(previous, append.commit());
        for (Entry entry : append.slice().entries()) {
            Known known = new Known(entry.type(), entry.data(), previous.term());
            Known before = entries.putIfAbsent(entry.id(), known);
            if (before != null && !before.equals(known)) {
                throw new BrokenPromise("two entries " + entry.id() + ", shown last by "
                        + Long.toHexString(append.from()) + ": " + before + ", " + known);
            }
            committedIf(entry.id(), append.commit());
            previous = entry.id();
        }
    }

    private void committedIf(EntryId id, long commit) {
        if (id.index() <= commit) {
            committed(id);
        }
    }

    private void committed(EntryId id) {
        if (id.index() == 0) {
            return;
        }
        Long before = committedTerms.putIfAbsent(id.index(), id.term());
        if (before != null && before != id.term()) {
            throw new BrokenPromise(
                    "index " + id.index() + " was committed with term " + before + " and with term " + id.term());
        }
    }
}
