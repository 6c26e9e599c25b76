package io.fairlead.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.AppendRequest;
import io.fairlead.server.raft.model.Message.AppendResponse;
import io.fairlead.server.raft.model.Message.Heartbeat;
import io.fairlead.server.raft.model.Message.VoteRequest;
import io.fairlead.server.raft.model.Message.VoteResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of the Raft paper, one test each, with the section that states it. */
class RaftPaperTest {
    @Test
    void member_atStart_isFollower_5_2() {
        CoreFixture fixture = CoreFixture.of(3);
        assertThat(fixture.core().role()).isEqualTo(RoleKind.FOLLOWER);
        assertThat(fixture.core().leaderId()).isZero();
    }

    @Test
    void leader_everyHeartbeatTick_tellsAllPeers_5_2() {
        CoreFixture fixture = CoreFixture.of(3).becomeSettledLeader();
        for (int beat = 0; beat < 3; beat++) {
            assertThat(fixture.ticks(1).settle())
                    .containsExactly(new Heartbeat(1, 2, 2, 2, 0), new Heartbeat(1, 3, 2, 2, 0));
        }
    }

    @Test
    void follower_electionTimeout_standsInTheNextTerm_5_2() {
        CoreFixture fixture = withoutPreVote();
        fixture.ticks(10);
        assertThat(fixture.core().role()).isEqualTo(RoleKind.CANDIDATE);
        assertThat(fixture.core().term()).isEqualTo(2);
        assertThat(fixture.settle())
                .containsExactly(
                        new VoteRequest(1, 2, 2, new EntryId(1, 1), false, false, fixture.committed()),
                        new VoteRequest(1, 3, 2, new EntryId(1, 1), false, false, fixture.committed()));
        assertThat(fixture.driver().diskHardState().vote()).isEqualTo(1);
    }

    @Test
    void candidate_electionTimeout_standsAgain_5_2() {
        CoreFixture fixture = withoutPreVote();
        fixture.ticks(10).settle();
        fixture.ticks(10).settle();
        assertThat(fixture.core().role()).isEqualTo(RoleKind.CANDIDATE);
        assertThat(fixture.core().term()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "1, '', LEADER",
        "3, gg, LEADER",
        "3, g-, LEADER",
        "5, gggg, LEADER",
        "5, gg--, LEADER",
        "3, rr, FOLLOWER",
        "5, rrrr, FOLLOWER",
        "5, grrr, FOLLOWER",
        "3, --, CANDIDATE",
        "5, g---, CANDIDATE",
        "5, rr--, CANDIDATE"
    })
    void candidate_oneRound_endsAsTheMajoritySays_5_2(int size, String answers, RoleKind role) {
        CoreFixture fixture = CoreFixture.of(size).becomeCandidate();
        for (int i = 0; i < answers.length(); i++) {
            char answer = answers.charAt(i);
            if (answer != '-' && fixture.core().role() == RoleKind.CANDIDATE) {
                fixture.core().step(new VoteResponse(i + 2, 1, 2, false, answer == 'r'));
            }
        }
        fixture.settle();
        assertThat(fixture.core().role()).isEqualTo(role);
    }

    @Test
    void candidate_sameVoterTwice_countsOnce_5_2() {
        CoreFixture fixture = CoreFixture.of(5).becomeCandidate();
        fixture.core().step(new VoteResponse(2, 1, 2, false, false));
        fixture.core().step(new VoteResponse(2, 1, 2, false, false));
        assertThat(fixture.core().role()).isEqualTo(RoleKind.CANDIDATE);
    }

    @ParameterizedTest
    @EnumSource(names = {"PRE_CANDIDATE", "CANDIDATE"})
    void candidate_leaderOfItsTerm_fallsBack_5_2(RoleKind role) {
        CoreFixture fixture = CoreFixture.of(3);
        if (role == RoleKind.CANDIDATE) {
            fixture.becomeCandidate();
        } else {
            fixture.core().campaign();
        }
        long term = fixture.core().term();
        fixture.core().step(new Heartbeat(2, 1, term, 1, 0));
        assertThat(fixture.core().role()).isEqualTo(RoleKind.FOLLOWER);
        assertThat(fixture.core().leaderId()).isEqualTo(2);
        assertThat(fixture.core().term()).isEqualTo(term);
    }

    @Test
    void electionTimeout_isDrawnBetweenOnceAndTwice_5_2() {
        TreeMap<Integer, Integer> timeouts = new TreeMap<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            CoreFixture fixture = CoreFixture.of(RaftConfig.of(1), 3, random);
            int ticks = 0;
            while (fixture.core().role() == RoleKind.FOLLOWER) {
                fixture.ticks(1);
                ticks++;
            }
            timeouts.merge(ticks, 1, Integer::sum);
        }
        assertThat(timeouts.keySet()).containsExactly(10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        assertThat(timeouts.values()).allSatisfy(count -> assertThat(count).isBetween(50, 150));
    }

    @Test
    void electionTimeout_eachRound_isDrawnAgain_5_2() {
        CoreFixture fixture = CoreFixture.of(RaftConfig.of(1).preVote(false), 3, new SplittableRandom(3));
        List<Integer> rounds = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            long term = fixture.core().term();
            int ticks = 0;
            while (fixture.core().term() == term) {
                fixture.ticks(1);
                ticks++;
            }
            rounds.add(ticks);
        }
        assertThat(rounds).allSatisfy(ticks -> assertThat(ticks).isBetween(10, 19));
        assertThat(rounds.stream().distinct().count()).isGreaterThan(4);
    }

    /** Whoever is first alone wins without a split vote; followers and candidates draw in the same way. */
    @Test
    void electionTimeouts_ofFive_seldomEndTogether_5_2() {
        SplittableRandom random = new SplittableRandom(7);
        int rounds = 1000;
        int together = 0;
        for (int round = 0; round < rounds; round++) {
            List<CoreFixture> five = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                five.add(CoreFixture.of(RaftConfig.of(1), 5, random.split()));
            }
            while (five.stream().allMatch(member -> member.core().role() == RoleKind.FOLLOWER)) {
                five.forEach(member -> member.ticks(1));
            }
            if (five.stream()
                            .filter(member -> member.core().role() != RoleKind.FOLLOWER)
                            .count()
                    > 1) {
                together++;
            }
        }
        assertThat(together).isLessThan(3 * rounds / 10);
    }

    @Test
    void initialElapsedTicks_firstElection_comesSooner() {
        CoreFixture fixture = CoreFixture.of(RaftConfig.of(1).initialElapsedTicks(9), 3, () -> 0L);
        fixture.ticks(1);
        assertThat(fixture.core().role()).isEqualTo(RoleKind.PRE_CANDIDATE);
    }

    @Test
    void leader_proposal_goesToLogAndPeersAtOnce_5_3() {
        CoreFixture fixture = CoreFixture.of(3).becomeSettledLeader();
        fixture.core().propose(Bytes.utf8("a"));
        LogSlice slice = new LogSlice(new EntryId(2, 2), List.of(Entry.normal(2, 3, Bytes.utf8("a"))));
        Ready ready = fixture.driver().ready();
        assertThat(ready.messages())
                .containsExactly(new AppendRequest(1, 2, 2, slice, 2), new AppendRequest(1, 3, 2, slice, 2));
        assertThat(ready.persist()).hasValueSatisfying(batch -> {
            assertThat(batch.entries()).isEqualTo(slice);
            assertThat(batch.mustForce()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource({"1, '', 3", "3, '2', 3", "3, '', 2", "5, '2', 2", "5, '2 3', 3", "5, '2 3 4 5', 3"})
    void leader_majorityHolds_commits_5_3(int size, String acks, long commit) {
        CoreFixture fixture = CoreFixture.of(size).becomeSettledLeader();
        fixture.core().propose(Bytes.utf8("a"));
        fixture.settle();
        for (char id : acks.replace(" ", "").toCharArray()) {
            fixture.core().step(AppendResponse.accepted(Character.digit(id, 10), 1, 2, 3));
        }
        assertThat(fixture.core().commitIndex()).isEqualTo(commit);
        fixture.settle();
        assertThat(fixture.core().appliedIndex()).isEqualTo(commit);
    }

    @Test
    void leader_commit_takesEarlierTermsAlong_5_3() {
        CoreFixture fixture = CoreFixture.of(3, 1, 2, 2).becomeLeader();
        assertThat(fixture.core().commitIndex()).isEqualTo(1);
        fixture.acknowledgeAll();
        assertThat(fixture.core().commitIndex()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "5, 5"})
    void leader_majorityOfOldTermOnly_doesNotCommit_5_4_2(long acknowledged, long commit) {
        CoreFixture fixture = CoreFixture.of(3, 1, 2, 2).becomeLeader();
        fixture.core().step(AppendResponse.accepted(2, 1, fixture.core().term(), acknowledged));
        assertThat(fixture.core().commitIndex()).isEqualTo(commit);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "9, 3"})
    void follower_commit_isAtMostWhatCame_5_3(long leaderCommit, long commit) {
        CoreFixture fixture = CoreFixture.of(3);
        fixture.append(2, 2, CoreFixture.START, leaderCommit, 2, 2);
        fixture.settle();
        assertThat(fixture.core().commitIndex()).isEqualTo(commit);
        assertThat(fixture.core().appliedIndex()).isEqualTo(commit);
    }

    @ParameterizedTest
    @CsvSource({
        // log 1/1 1/2 2/3; previous, then accepted up to or the hint
        "1/1, true, 1/1",
        "1/2, true, 1/2",
        "2/3, true, 2/3",
        "1/3, false, 1/2",
        "3/3, false, 2/3",
        "4/9, false, 2/3",
        "1/9, false, 1/2"
    })
    void follower_previousEntryDiffers_rejectsAppend_5_3(String previous, boolean accepted, String answer) {
        CoreFixture fixture = CoreFixture.of(3, 1, 2);
        fixture.append(2, 5, id(previous), 1);
        List<Message> answers = fixture.settle();
        EntryId told = id(answer);
        AppendResponse expected = accepted
                ? AppendResponse.accepted(1, 2, 5, told.index())
                : new AppendResponse(1, 2, 5, id(previous).index(), true, told);
        assertThat(answers).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // the request's last entry against a log that ends in 2/3
        "2/3, true",
        "2/4, true",
        "3/2, true",
        "2/2, false",
        "1/9, false"
    })
    void voter_candidateLogIsOlder_refuses_5_4_1(String last, boolean granted) {
        CoreFixture fixture = CoreFixture.of(3, 1, 2);
        fixture.core().step(new VoteRequest(2, 1, 5, id(last), false, false));
        assertThat(fixture.settle()).containsExactly(new VoteResponse(1, 2, 5, false, !granted, fixture.committed()));
        assertThat(fixture.core().status().vote()).isEqualTo(granted ? 2 : 0);
    }

    @Test
    void voter_sameTerm_votesOnceButRepeatsItself_5_2() {
        CoreFixture fixture = CoreFixture.of(3);
        VoteRequest ours = new VoteRequest(2, 1, 5, new EntryId(4, 9), false, false);
        fixture.core().step(ours);
        fixture.core().step(new VoteRequest(3, 1, 5, new EntryId(4, 9), false, false));
        fixture.core().step(ours);
        assertThat(fixture.settle())
                .containsExactlyInAnyOrder(
                        new VoteResponse(1, 2, 5, false, false, fixture.committed()),
                        new VoteResponse(1, 3, 5, false, true, fixture.committed()),
                        new VoteResponse(1, 2, 5, false, false, fixture.committed()));
    }

    @Test
    void vote_notDurableYet_isNotSent_5_2() {
        CoreFixture fixture = CoreFixture.of(3);
        fixture.core().step(new VoteRequest(2, 1, 5, new EntryId(4, 9), false, false));
        assertThat(fixture.driver().ready().messages()).isEmpty();
        assertThat(fixture.driver().persist().messagesAfterDurable())
                .containsExactly(new VoteResponse(1, 2, 5, false, false, fixture.committed()));
    }

    private static CoreFixture withoutPreVote() {
        return CoreFixture.of(RaftConfig.of(1).preVote(false).scrutiny(Scrutiny.DEAR), 3, () -> 0L);
    }

    private static EntryId id(String text) {
        int slash = text.indexOf('/');
        return new EntryId(Long.parseLong(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
    }
}
