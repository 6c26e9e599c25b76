package io.fairlead.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.raft.log.LogReader;
import io.fairlead.server.raft.model.Entry;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The five properties of figure 3 of the Raft paper, checked on what the members show: election safety, leader append-only,
 * log matching, leader completeness and state machine safety.
 */
final class Oath {
    /** Who was seen leading each term. */
    private final TreeMap<Long, Long> leaders = new TreeMap<>();

    /** Every entry seen committed, and in which term it was seen first. */
    private final TreeMap<Long, Committed> committed = new TreeMap<>();

    /** How far each running core's commit index was checked, and its last known role and log end. */
    private final TreeMap<Long, Seen> seen = new TreeMap<>();

    private long lastCommitted;

    Oath(long start) {
        lastCommitted = start;
    }

    /** The highest index known to be committed anywhere. */
    long lastCommitted() {
        return lastCommitted;
    }

    /** To be called after each step of {@code member}. */
    void check(CoreDriver member) {
        RaftCore core = member.core();
        Seen before = seenOf(member);
        if (before != null) {
            assertThat(core.term()).as("term of %s", member.id()).isGreaterThanOrEqualTo(before.term);
            assertThat(core.commitIndex()).as("commit of %s", member.id()).isGreaterThanOrEqualTo(before.commit);
        }
        boolean leads = core.role() == RoleKind.LEADER;
        if (leads) {
            checkLeader(core, before);
        }
        checkCommitted(core, before == null ? 0 : before.commit);
        checkApplied(member);
        seen.put(
                member.id(),
                new Seen(
                        core,
                        core.term(),
                        core.commitIndex(),
                        leads,
                        core.log().last().index()));
    }

    /** Log matching, over everything that is in memory anywhere. Costly. */
    void checkLogs(Collection<CoreDriver> members) {
        List<CoreDriver> all = List.copyOf(members);
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                checkMatching(all.get(i).core().log(), all.get(j).core().log());
            }
        }
    }

    /** What this very core showed before; null after a restart. */
    private @Nullable Seen seenOf(CoreDriver member) {
        Seen before = seen.get(member.id());
        return before != null && before.core == member.core() ? before : null;
    }

    private void checkLeader(RaftCore core, @Nullable Seen before) {
        Long other = leaders.putIfAbsent(core.term(), core.id());
        assertThat(other == null ? core.id() : other)
                .as("leader of term %s", core.term())
                .isEqualTo(core.id());
        if (before != null && before.leads && before.term == core.term()) {
            assertThat(core.log().last().index()).as("leader's log").isGreaterThanOrEqualTo(before.lastIndex);
            return;
        }
        LogReader log = core.log();
        committed.forEach((index, entry) -> {
            if (entry.seenInTerm < core.term() && index >= log.firstIndex()) {
                assertThat(log.termAt(index))
                        .as("committed entry %s in the log of the leader of %s", index, core.term())
                        .isEqualTo(entry.entry.term());
            }
        });
    }

    private void checkCommitted(RaftCore core, long checked) {
        LogReader log = core.log();
        long from = Math.max(checked + 1, log.firstIndex());
        if (from > core.commitIndex()) {
            return;
        }
        for (Entry entry : log.slice(from, core.commitIndex(), Long.MAX_VALUE).entries()) {
            Committed known = committed.putIfAbsent(entry.index(), new Committed(entry, core.term()));
            if (known != null) {
                assertThat(entry)
                        .as("committed entry %s of %s", entry.index(), core.id())
                        .isEqualTo(known.entry);
            }
            lastCommitted = Math.max(lastCommitted, entry.index());
        }
    }

    private void checkApplied(CoreDriver member) {
        List<Entry> applied = member.state().applied();
        if (!applied.isEmpty()) {
            Entry last = applied.get(applied.size() - 1);
            assertThat(committed)
                    .as("applied by %s", member.id())
                    .hasEntrySatisfying(
                            last.index(), known -> assertThat(known.entry).isEqualTo(last));
        }
    }

    private static void checkMatching(LogReader a, LogReader b) {
        long from = Math.max(a.firstIndex(), b.firstIndex());
        long to = Math.min(a.last().index(), b.last().index());
        boolean same = false;
        for (long index = to; index >= from; index--) {
            if (a.termAt(index) == b.termAt(index)) {
                same = true;
                assertThat(a.slice(index, index, 0).entries())
                        .isEqualTo(b.slice(index, index, 0).entries());
            } else {
                assertThat(same)
                        .as("logs match at a later index but not at %s", index)
                        .isFalse();
            }
        }
    }

    private record Committed(Entry entry, long seenInTerm) {}

    private record Seen(RaftCore core, long term, long commit, boolean leads, long lastIndex) {}
}
