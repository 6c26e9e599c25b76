package io.fairlead.server.sim.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The judge of commits: a leader of three that takes one entry after another for committed before its own disk has it, once both
 * others have; and each of these steps damaged in every way.
 */
class DurableCommitsTest {
    private static final long LEADER = 1;
    private static final long TERM = 2;
    private static final long ENTRIES = 24;

    private final FakeMachines machines = new FakeMachines(1L, 2L, 3L);
    private final DurableCommits checker = new DurableCommits(machines);

    /** The log up to this index. */
    private static LogSlice upTo(long index) {
        long[] terms = new long[(int) index];
        Arrays.fill(terms, TERM);
        return FakeMachines.log(EntryId.ZERO, terms);
    }

    /** The leader shows the entry before its own disk has it, and both others force it. */
    private void replicate(long index) {
        LogSlice all = upTo(index);
        EntryId previous = index == 1 ? EntryId.ZERO : new EntryId(TERM, index - 1);
        LogSlice last = new LogSlice(previous, all.entries().subList((int) index - 1, (int) index));
        checker.sent(new Message.AppendRequest(LEADER, 2, TERM, last, index - 1));
        checker.sent(new Message.AppendRequest(LEADER, 3, TERM, last, index - 1));
        machines.force(2, all);
        machines.force(3, all);
    }

    private void run(long damagedIndex, LongConsumer damage) {
        for (long index = 1; index <= ENTRIES; index++) {
            replicate(index);
            if (index == damagedIndex) {
                damage.accept(index);
            }
            checker.leads(LEADER, TERM, index);
            checker.leads(LEADER, TERM, index);
            machines.force(LEADER, upTo(index));
        }
    }

    @Test
    void commits_thatAQuorumHasForced_areAccepted() {
        run(0, index -> {});
        assertThat(checker.looks()).isEqualTo(ENTRIES);
    }

    @TestFactory
    Stream<DynamicTest> commits_oneOfThemDamaged_areRejected() {
        return Stream.of(
                        damaged(
                                "a follower has not forced it",
                                (test, index) -> test.machines.setLog(2, upTo(index - 1))),
                        damaged("no follower has", (test, index) -> {
                            test.machines.setLog(2, upTo(index - 1));
                            test.machines.setLog(3, upTo(index - 1));
                        }),
                        damaged(
                                "a follower has another one",
                                (test, index) ->
                                        test.machines.setLog(2, FakeMachines.log(new EntryId(1, index - 1), 1))),
                        damaged(
                                "a follower has nothing",
                                (test, index) -> test.machines.setLog(3, LogSlice.empty(EntryId.ZERO))),
                        damaged(
                                "there are more voters",
                                (test, index) -> test.machines.setVotersBy(LEADER, 1L, 2L, 3L, 4L, 5L)))
                .flatMap(tests -> tests);
    }

    /** What is done to the world of a test just before the leader says that the entry of this index is committed. */
    @FunctionalInterface
    private interface Damage {
        void at(DurableCommitsTest test, long index);
    }

    private static Stream<DynamicTest> damaged(String how, Damage damage) {
        return LongStream.rangeClosed(1, ENTRIES)
                .mapToObj(index -> dynamicTest(how + ", entry " + index, () -> {
                    DurableCommitsTest test = new DurableCommitsTest();
                    assertThatThrownBy(() -> test.run(index, at -> damage.at(test, at)))
                            .isInstanceOf(BrokenPromise.class);
                }));
    }

    @Test
    void commit_inAStateThatReplacedTheLog_isAccepted() {
        run(5, index -> machines.setLog(2, LogSlice.empty(new EntryId(TERM, index))));
        assertThat(checker.looks()).isEqualTo(ENTRIES);
    }

    @Test
    void commit_whereMembersChangeOrDisksLose_isNotJudged() {
        machines.setUnsteady();
        assertThatCode(() -> run(5, index -> machines.setLog(2, LogSlice.empty(EntryId.ZERO))))
                .doesNotThrowAnyException();
    }

    @Test
    void commits_thatTheLeadersDiskMayHave_areLookedAtNowAndThen() {
        for (long index = 1; index < DurableCommits.RISES_PER_LOOK; index++) {
            commitAfterOwnForce(index);
        }
        assertThat(checker.looks()).isZero();
        assertThatThrownBy(() -> commitAfterOwnForce(DurableCommits.RISES_PER_LOOK))
                .isInstanceOf(BrokenPromise.class);
    }

    /** No follower has the entry, and the leader has nothing of it either: its disk lied. */
    private void commitAfterOwnForce(long index) {
        replicate(index);
        machines.force(LEADER, LogSlice.empty(EntryId.ZERO));
        machines.setLog(2, LogSlice.empty(EntryId.ZERO));
        checker.leads(LEADER, TERM, index);
    }
}
