package io.fairlead.server.sim.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The judge of elections: eight in a row among five voters, each of which is damaged in every way. */
class WonElectionsTest {
    private static final long FIRST = 3;
    private static final long LAST = 10;

    /** What every voter has on its disk. */
    private static final LogSlice COMMITTED = FakeMachines.log(EntryId.ZERO, 1, 2);

    private final FakeMachines machines = new FakeMachines(1L, 2L, 3L, 4L, 5L);
    private final WonElections checker;

    WonElectionsTest() {
        LogsAgree logs = new LogsAgree();
        logs.sent(new Message.AppendRequest(1, 2, 2, COMMITTED, 2));
        checker = new WonElections(machines, logs);
        for (long voter = 1; voter <= 5; voter++) {
            machines.setLog(voter, COMMITTED);
        }
    }

    /** One election, as it should be: just as many votes as it takes. */
    private static final class Election {
        private final long term;
        private final long candidate;
        private final List<Message.VoteResponse> votes = new ArrayList<>();
        private boolean asks = true;

        Election(long term) {
            this.term = term;
            this.candidate = 1 + term % 5;
            votes.add(yes(1 + (term + 1) % 5));
            votes.add(yes(1 + (term + 2) % 5));
        }

        Message.VoteResponse yes(long voter) {
            return new Message.VoteResponse(voter, candidate, term, false, false);
        }

        /** One of the voters answers something else. */
        void change(Message.VoteResponse changed) {
            votes.set(0, changed);
        }

        long voter() {
            return votes.get(0).from();
        }
    }

    private void hold(Election election) {
        if (election.asks) {
            checker.sent(request(election.candidate, election.term));
        }
        election.votes.forEach(checker::arrived);
        checker.leads(election.candidate, election.term);
        checker.leads(election.candidate, election.term);
    }

    private static Message.VoteRequest request(long candidate, long term) {
        return new Message.VoteRequest(candidate, 1 + candidate % 5, term, COMMITTED.last(), false, false);
    }

    private void holdAll(long damagedTerm, Consumer<Election> damage) {
        for (long term = FIRST; term <= LAST; term++) {
            Election election = new Election(term);
            if (term == damagedTerm) {
                damage.accept(election);
            }
            hold(election);
        }
    }

    @Test
    void elections_byMajoritiesAndWithAllThatIsCommitted_areAccepted() {
        holdAll(0, election -> {});
        assertThat(checker.elections()).isEqualTo(LAST - FIRST + 1);
    }

    @TestFactory
    Stream<DynamicTest> elections_oneOfThemDamaged_areRejected() {
        return Stream.of(
                        damaged("a vote is missing", election -> election.votes.remove(0)),
                        damaged("nobody votes", election -> election.votes.clear()),
                        damaged("nobody was asked", election -> election.asks = false),
                        damaged("one votes twice", election -> election.change(election.votes.get(1))),
                        damaged(
                                "one says no",
                                election -> election.change(new Message.VoteResponse(
                                        election.voter(), election.candidate, election.term, false, true))),
                        damaged(
                                "one says that it would",
                                election -> election.change(new Message.VoteResponse(
                                        election.voter(), election.candidate, election.term, true, false))),
                        damaged(
                                "one voted in the term before",
                                election -> election.change(new Message.VoteResponse(
                                        election.voter(), election.candidate, election.term - 1, false, false))),
                        damaged(
                                "one voted for another",
                                election -> election.change(new Message.VoteResponse(
                                        election.voter(), 1 + election.candidate % 5, election.term, false, false))),
                        damaged("one is no voter", election -> election.change(election.yes(6))))
                .flatMap(tests -> tests);
    }

    private static Stream<DynamicTest> damaged(String how, Consumer<Election> damage) {
        return LongStream.rangeClosed(FIRST, LAST)
                .mapToObj(term -> dynamicTest(
                        how + " in term " + term,
                        () -> assertThatThrownBy(() -> new WonElectionsTest().holdAll(term, damage))
                                .isInstanceOf(BrokenPromise.class)));
    }

    @TestFactory
    Stream<DynamicTest> leader_whoMayNotBeOne_isRejected() {
        return Stream.of(
                wrong("it is no voter", (its, leader) -> its.setVotersBy(leader, 1L, 2L, 3L, 5L)),
                wrong("it lacks the last", (its, leader) -> its.setLog(leader, FakeMachines.log(EntryId.ZERO, 1))),
                wrong("it has nothing", (its, leader) -> its.setLog(leader, LogSlice.empty(EntryId.ZERO))),
                wrong(
                        "another stands there",
                        (its, leader) -> its.setLog(leader, FakeMachines.log(EntryId.ZERO, 1, 1, 1))),
                wrong(
                        "its state ends with another",
                        (its, leader) -> its.setLog(leader, LogSlice.empty(new EntryId(1, 2)))));
    }

    @TestFactory
    Stream<DynamicTest> leader_whoMayBeOne_isAccepted() {
        return Stream.of(
                right("it has more", (its, leader) -> its.setLog(leader, FakeMachines.log(EntryId.ZERO, 1, 2, 2))),
                right("its state has it", (its, leader) -> its.setLog(leader, LogSlice.empty(new EntryId(2, 2)))),
                right("its state has more", (its, leader) -> its.setLog(leader, LogSlice.empty(new EntryId(2, 7)))),
                right("its disk lost it, which others judge", (its, leader) -> {
                    its.setLog(leader, LogSlice.empty(EntryId.ZERO));
                    its.damage(leader);
                }));
    }

    /** What a test does to the machines before one of them leads. */
    @FunctionalInterface
    private interface Change {
        void make(FakeMachines machines, long leader);
    }

    private static DynamicTest wrong(String what, Change change) {
        return dynamicTest(
                what,
                () -> assertThatThrownBy(() -> new WonElectionsTest().holdOne(change))
                        .isInstanceOf(BrokenPromise.class));
    }

    private static DynamicTest right(String what, Change change) {
        return dynamicTest(
                what,
                () -> assertThatCode(() -> new WonElectionsTest().holdOne(change))
                        .doesNotThrowAnyException());
    }

    private void holdOne(Change change) {
        Election election = new Election(FIRST);
        change.make(machines, election.candidate);
        hold(election);
    }

    @Test
    void leader_aloneByNow_mayLeadByItsOwnVote() {
        checker.sent(request(4, FIRST));
        machines.setVotersBy(4, 4L);
        assertThatCode(() -> checker.leads(4, FIRST)).doesNotThrowAnyException();
    }

    @Test
    void leader_ofMoreVotersThanItAsked_mayLeadByThose() {
        machines.setVotersBy(4, 3L, 4L, 5L);
        checker.sent(request(4, FIRST));
        checker.arrived(new Message.VoteResponse(5, 4, FIRST, false, false));
        machines.setVotersBy(4, 1L, 2L, 3L, 4L, 5L);
        assertThatCode(() -> checker.leads(4, FIRST)).doesNotThrowAnyException();
    }
}
