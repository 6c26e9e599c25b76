package io.fairlead.server.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.InvariantViolation;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaftLogTest {
    private static final LogLimits ROOMY = new LogLimits(1000, 1_000_000);

    @ParameterizedTest
    @CsvSource({
        // own terms after 1/1, previous, entries, dropped, resulting terms
        "'1 2 2', 1, '2 2', 0, '1 2 2'",
        "'1 2 2', 3, '3', 0, '1 2 2 3'",
        "'1 2 2', 2, '3', 1, '1 2 3'",
        "'1 2 2', 1, '3 3 3', 2, '1 3 3 3'",
        "'1 2 2', 0, '1', 0, '1 2 2'",
        "'1 2 2', 3, '', 0, '1 2 2'"
    })
    void accept_dropsOnlyWhatConflicts(String own, int after, String sent, long dropped, String result) {
        RaftLog log = log(terms(own), 1);
        EntryId previous = new EntryId(log.termAt(1 + after), 1 + after);
        assertThat(log.accept(new LogSlice(previous, entries(previous.index(), terms(sent)))))
                .isEqualTo(dropped);
        assertThat(termsOf(log)).isEqualTo(terms(result));
    }

    @Test
    void accept_conflictWithCommitted_isFatal() {
        RaftLog log = log(List.of(1L, 2L), 1);
        log.commitTo(3);
        LogSlice other = new LogSlice(new EntryId(1, 1), entries(1, List.of(3L)));
        assertThatThrownBy(() -> log.accept(other)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.checkAgrees(other)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void commitTo_beyondTheLog_isFatal() {
        RaftLog log = log(List.of(1L), 1);
        assertThatThrownBy(() -> log.commitTo(3)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void commitTo_lowerIndex_changesNothing() {
        RaftLog log = log(List.of(1L, 1L), 1);
        log.commitTo(3);
        log.commitTo(2);
        assertThat(log.committedIndex()).isEqualTo(3);
    }

    @Test
    void start_diskLostCommittedEntries_isFatal() {
        assertThatThrownBy(() -> new RaftLog(slice(List.of(1L)), 5, 1, ROOMY, Scrutiny.DEAR))
                .isInstanceOf(InvariantViolation.class);
    }

    @Test
    void start_appliedAheadOfSavedCommit_countsAsCommitted() {
        RaftLog log = new RaftLog(slice(List.of(1L, 1L)), 1, 3, ROOMY, Scrutiny.DEAR);
        assertThat(log.committedIndex()).isEqualTo(3);
        assertThat(log.hasApplicable(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void start_committedNotApplied_isAppliedOnce() {
        RaftLog log = new RaftLog(slice(List.of(1L, 1L, 2L)), 3, 2, ROOMY, Scrutiny.DEAR);
        assertThat(log.takeApplicable(100, Long.MAX_VALUE))
                .extracting(Entry::index)
                .containsExactly(3L);
        assertThat(log.hasApplicable(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void takeApplicable_unstableEntries_wait() {
        RaftLog log = log(List.of(), 1);
        log.append(entries(1, List.of(1L, 1L)));
        log.commitTo(3);
        assertThat(log.hasApplicable(Long.MAX_VALUE)).isFalse();
        log.takeEntries(1);
        assertThat(log.hasApplicable(Long.MAX_VALUE)).isFalse();
        log.onDurable(1);
        assertThat(log.takeApplicable(0, Long.MAX_VALUE)).hasSize(1);
        assertThat(log.takeApplicable(100, Long.MAX_VALUE)).hasSize(1);
    }

    @Test
    void onApplied_backwardsOrNotHandedOut_isFatal() {
        RaftLog log = new RaftLog(slice(List.of(1L, 1L)), 3, 1, ROOMY, Scrutiny.DEAR);
        assertThatThrownBy(() -> log.onApplied(2)).isInstanceOf(InvariantViolation.class);
        log.takeApplicable(1000, Long.MAX_VALUE);
        log.onApplied(3);
        assertThatThrownBy(() -> log.onApplied(2)).isInstanceOf(InvariantViolation.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 9, false", "3, 1, true", "2, 3, true", "2, 2, false", "2, 4, true", "1, 4, false"})
    void isUpToDate_comparesLastTermThenLastIndex(long term, long index, boolean upToDate) {
        assertThat(log(List.of(1L, 2L), 1).isUpToDate(new EntryId(term, index))).isEqualTo(upToDate);
    }

    @ParameterizedTest
    @CsvSource({
        // log: 1/1 1/2 3/3 3/4 5/5
        "5, 5, 5/5",
        "5, 4, 3/4",
        "5, 2, 1/2",
        "9, 5, 5/5",
        "3, 3, 3/3",
        "4, 1, 1/2",
        "1, 0, 0/0"
    })
    void lastPossibleMatch_skipsLaterTerms(long index, long term, String match) {
        EntryId found = log(List.of(1L, 3L, 3L, 5L), 1).lastPossibleMatch(index, term);
        assertThat(found.term() + "/" + found.index()).isEqualTo(match);
    }

    @Test
    void slice_limitsBytes_butGivesOneEntry() {
        RaftLog log = log(List.of(1L, 1L, 1L), 1);
        log.append(entries(4, List.of(1L, 1L)));
        assertThat(log.slice(2, 6, 0).entries()).hasSize(1);
        assertThat(log.slice(2, 6, 8).entries()).hasSize(2);
        assertThat(log.slice(2, 6, 17).entries()).hasSize(4);
        assertThat(log.slice(2, 4, 1000).entries()).hasSize(3);
        assertThat(log.slice(5, 6, 1000).previous()).isEqualTo(new EntryId(1, 4));
        assertThat(log.slice(7, 6, 1000).isEmpty()).isTrue();
        assertThatThrownBy(() -> log.slice(1, 6, 1)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void uncommittedBytes_followAppendCommitAndTruncation() {
        RaftLog log = log(List.of(1L), 1);
        assertThat(log.uncommittedBytes()).isEqualTo(4);
        log.append(entries(2, List.of(1L, 1L)));
        assertThat(log.uncommittedBytes()).isEqualTo(12);
        log.commitTo(3);
        assertThat(log.uncommittedBytes()).isEqualTo(4);
        log.accept(new LogSlice(new EntryId(1, 3), entries(3, List.of(2L, 2L))));
        assertThat(log.uncommittedBytes()).isEqualTo(8);
    }

    @Test
    void window_overItsLimits_forgetsOnlyWhatIsApplied() {
        RaftLog log = new RaftLog(slice(List.of(1L, 1L, 1L, 1L, 1L)), 5, 1, new LogLimits(2, 1000), Scrutiny.DEAR);
        assertThat(log.firstIndex()).isEqualTo(2);
        log.takeApplicable(1000, Long.MAX_VALUE);
        log.onApplied(3);
        assertThat(log.firstIndex()).isEqualTo(4);
        log.onApplied(5);
        assertThat(log.firstIndex()).isEqualTo(5);
        assertThat(log.termAt(4)).isEqualTo(1);
        assertThat(log.termAt(3)).isEqualTo(LogReader.UNKNOWN_TERM);
    }

    @Test
    void window_overItsBytes_forgetsOldest() {
        RaftLog log = new RaftLog(slice(List.of(1L, 1L, 1L)), 4, 4, new LogLimits(10, 5), Scrutiny.DEAR);
        assertThat(log.firstIndex()).isEqualTo(4);
        assertThat(log.bytesInMemory()).isEqualTo(4);
    }

    @Test
    void compactTo_beyondApplied_stopsThere() {
        RaftLog log = new RaftLog(slice(List.of(1L, 1L, 1L)), 4, 2, ROOMY, Scrutiny.DEAR);
        log.compactTo(9);
        assertThat(log.firstIndex()).isEqualTo(3);
        log.compactTo(1);
        assertThat(log.firstIndex()).isEqualTo(3);
    }

    @Test
    void onDurable_onlyTheLastOfManyIsAcknowledged_makesAllStable() {
        RaftLog log = log(List.of(), 1);
        log.append(entries(1, List.of(1L)));
        log.takeEntries(1);
        log.append(entries(2, List.of(1L)));
        log.takeEntries(2);
        log.append(entries(3, List.of(1L)));
        log.onDurable(2);
        assertThat(log.stableIndex()).isEqualTo(3);
        assertThat(log.takeEntries(3).entries()).extracting(Entry::index).containsExactly(4L);
    }

    @Test
    void onDurable_sameEntryWrittenTwice_firstAnswerDoesNotCount() {
        RaftLog log = log(List.of(), 1);
        log.append(entries(1, List.of(2L)));
        log.takeEntries(1);
        log.accept(new LogSlice(new EntryId(1, 1), entries(1, List.of(3L))));
        log.takeEntries(2);
        log.accept(new LogSlice(new EntryId(1, 1), entries(1, List.of(2L))));
        log.takeEntries(3);
        log.onDurable(1);
        assertThat(log.stableIndex()).isEqualTo(1);
        log.onDurable(2);
        assertThat(log.stableIndex()).isEqualTo(1);
        log.onDurable(3);
        assertThat(log.stableIndex()).isEqualTo(2);
    }

    @Test
    void accept_conflictWithStableEntries_takesThemBackToUnstable() {
        RaftLog log = log(List.of(1L, 1L, 1L), 1);
        log.accept(new LogSlice(new EntryId(1, 2), entries(2, List.of(2L))));
        assertThat(log.stableIndex()).isEqualTo(2);
        assertThat(log.takeEntries(1).previous()).isEqualTo(new EntryId(1, 2));
        log.onDurable(1);
        assertThat(log.stableIndex()).isEqualTo(3);
    }

    @Test
    void restore_isAppliedOnlyOnceItIsDurable_andBeforeWhatFollows() {
        RaftLog log = log(List.of(1L), 1);
        log.takeEntries(1);
        SnapshotMeta meta = meta(5, 9);
        log.restore(meta);
        log.accept(new LogSlice(new EntryId(5, 9), entries(9, List.of(5L))));
        log.commitTo(10);
        assertThat(log.stableIndex()).isZero();
        assertThat(log.hasPendingSnapshot()).isTrue();
        assertThat(log.takeSnapshot(2)).isEqualTo(meta);
        assertThat(log.takeSnapshot(2)).isEqualTo(SnapshotMeta.NONE);
        log.takeEntries(2);
        log.onDurable(1);
        assertThat(log.hasRestorable()).isFalse();
        log.onDurable(2);
        assertThat(log.hasApplicable(Long.MAX_VALUE)).isFalse();
        assertThat(log.takeRestorable()).isEqualTo(meta);
        assertThat(log.takeRestorable()).isEqualTo(SnapshotMeta.NONE);
        assertThat(log.takeApplicable(100, Long.MAX_VALUE))
                .extracting(Entry::index)
                .containsExactly(10L);
        assertThat(log.hasPendingSnapshot()).isTrue();
        log.onApplied(9);
        assertThat(log.hasPendingSnapshot()).isFalse();
    }

    @Test
    void restore_ofWhatIsCommitted_isFatal() {
        RaftLog log = log(List.of(1L, 1L), 1);
        log.commitTo(3);
        assertThatThrownBy(() -> log.restore(meta(1, 3))).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void hasUnappliedConfChange_looksBetweenAppliedAndCommitted() {
        RaftLog log = log(List.of(), 1);
        log.append(
                List.of(new Entry(1, 2, EntryType.CONF_CHANGE, Bytes.utf8("v4")), Entry.normal(1, 3, Bytes.empty())));
        assertThat(log.hasUnappliedConfChange()).isFalse();
        log.commitTo(2);
        assertThat(log.hasUnappliedConfChange()).isTrue();
        log.takeEntries(1);
        log.onDurable(1);
        log.takeApplicable(100, Long.MAX_VALUE);
        assertThat(log.hasUnappliedConfChange()).isTrue();
        log.onApplied(2);
        assertThat(log.hasUnappliedConfChange()).isFalse();
    }

    @Test
    void ring_growsAndShrinksAtBothEnds() {
        EntryRing ring = new EntryRing(new EntryId(0, 0));
        long next = 1;
        long first = 1;
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 7; i++) {
                ring.add(Entry.normal(1, next++, Bytes.utf8("abcd")));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(ring.removeFirst().index()).isEqualTo(first++);
            }
        }
        assertThat(ring.count()).isEqualTo(100);
        assertThat(ring.bytes()).isEqualTo(400);
        assertThat(ring.firstIndex()).isEqualTo(251);
        ring.truncateAfter(260);
        assertThat(ring.lastIndex()).isEqualTo(260);
        assertThat(ring.bytes()).isEqualTo(40);
        assertThatThrownBy(() -> ring.at(261)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> ring.add(Entry.normal(1, 300, Bytes.empty()))).isInstanceOf(InvariantViolation.class);
        ring.reset(new EntryId(4, 40));
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.last()).isEqualTo(new EntryId(4, 40));
    }

    /** A log whose disk holds entries of these terms after 1/1. */
    private static RaftLog log(List<Long> terms, long committed) {
        return new RaftLog(slice(terms), committed, 1, ROOMY, Scrutiny.DEAR);
    }

    private static LogSlice slice(List<Long> terms) {
        return new LogSlice(new EntryId(1, 1), entries(1, terms));
    }

    /** Entries of four bytes each. */
    private static List<Entry> entries(long after, List<Long> terms) {
        List<Entry> entries = new ArrayList<>();
        for (long term : terms) {
            after++;
            entries.add(Entry.normal(term, after, Bytes.utf8("abcd")));
        }
        return entries;
    }

    private static SnapshotMeta meta(long term, long index) {
        return new SnapshotMeta(new EntryId(term, index), ConfState.of(List.of(1L), List.of()));
    }

    private static List<Long> terms(String text) {
        List<Long> terms = new ArrayList<>();
        for (char letter : text.replace(" ", "").toCharArray()) {
            terms.add((long) Character.digit(letter, 10));
        }
        return terms;
    }

    private static List<Long> termsOf(RaftLog log) {
        List<Long> terms = new ArrayList<>();
        for (long index = log.firstIndex(); index <= log.lastIndex(); index++) {
            terms.add(log.termAt(index));
        }
        return terms;
    }
}
