package io.fairlead.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.InvariantViolation;
import io.fairlead.server.check.Scrutiny;
import io.fairlead.server.raft.CoreDriver.State;
import io.fairlead.server.raft.RaftStatus.PeerStatus;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.AppendRequest;
import io.fairlead.server.raft.model.Message.ForwardedProposal;
import io.fairlead.server.raft.model.Message.HeartbeatResponse;
import io.fairlead.server.raft.model.Message.InstallSnapshot;
import io.fairlead.server.raft.model.Message.Proposal;
import io.fairlead.server.raft.model.Message.VoteRequest;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raft.progress.ProgressState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaftCoreTest {
    @Test
    void ready_nothingHappened_isEmpty() {
        CoreFixture fixture = CoreFixture.of(3);
        assertThat(fixture.core().hasReady()).isFalse();
        Ready ready = fixture.core().ready();
        assertThat(ready.messages()).isEmpty();
        assertThat(ready.persist()).isEmpty();
        assertThat(ready.apply()).isEmpty();
        assertThat(ready.softState()).isEmpty();
    }

    @Test
    void ready_manyProposals_makeOneAppendAndOneBatch() {
        CoreFixture fixture = CoreFixture.of(3).becomeSettledLeader();
        for (int i = 0; i < 100; i++) {
            assertThat(fixture.core().propose(Bytes.utf8("a"))).isEqualTo(ProposeResult.APPENDED);
        }
        Ready ready = fixture.core().ready();
        assertThat(ready.messages()).hasSize(2);
        assertThat(ready.persist().orElseThrow().entries().entries()).hasSize(100);
    }

    @Test
    void ready_manyTicksAtOnce_sendOneHeartbeat() {
        CoreFixture fixture = CoreFixture.of(3).becomeSettledLeader();
        assertThat(fixture.ticks(5).core().ready().messages()).hasSize(2);
    }

    @Test
    void tick_onlyVoter_standsAtOnce() {
        assertThat(CoreFixture.of(1).ticks(1).core().status().role()).isEqualTo(RoleKind.CANDIDATE);
        assertThat(CoreFixture.of(3).ticks(1).core().status().role()).isEqualTo(RoleKind.FOLLOWER);
    }

    @Test
    void onPersisted_batchThatWasNotSent_isFatal() {
        CoreFixture fixture = CoreFixture.of(3);
        assertThatThrownBy(() -> fixture.core().onPersisted(1)).isInstanceOf(InvariantViolation.class);
    }

    /** One member alone: an earlier batch's answer must not acknowledge what is still on its way (etcd's lost writes, #14370). */
    @Test
    void singleMember_laterBatchInFlight_isNotCommitted() {
        CoreFixture fixture = CoreFixture.of(1).becomeSettledLeader();
        fixture.core().propose(Bytes.utf8("a"));
        fixture.driver().ready();
        fixture.core().propose(Bytes.utf8("b"));
        fixture.driver().ready();
        fixture.driver().persist();
        assertThat(fixture.core().commitIndex()).isEqualTo(3);
        assertThat(fixture.driver().ready().apply().orElseThrow().entries()).hasSize(1);
        fixture.driver().persist();
        assertThat(fixture.core().commitIndex()).isEqualTo(4);
    }

    @Test
    void singleMember_voteInFlight_doesNotLead() {
        CoreFixture fixture = CoreFixture.of(1);
        fixture.core().step(new HeartbeatResponse(9, 1, 5, 0));
        fixture.driver().ready();
        fixture.core().campaign();
        fixture.driver().ready();
        fixture.driver().persist();
        assertThat(fixture.core().role()).isEqualTo(RoleKind.CANDIDATE);
        fixture.driver().persist();
        assertThat(fixture.core().role()).isEqualTo(RoleKind.LEADER);
    }

    /** The bug of single-server changes (Ongaro, 2015): not before the leader has committed in its term. */
    @Test
    void confChange_leaderCommittedNothingYet_isRefused() {
        CoreFixture fixture = CoreFixture.of(3).becomeLeader();
        Bytes change = ConfChangeText.encode("v4");
        assertThat(fixture.core().proposeConfChange(change)).isEqualTo(ProposeResult.CONF_CHANGE_PENDING);
        fixture.acknowledgeAll();
        assertThat(fixture.core().proposeConfChange(change)).isEqualTo(ProposeResult.CONF_CHANGE_PENDING);
        fixture.settle();
        assertThat(fixture.core().proposeConfChange(change)).isEqualTo(ProposeResult.APPENDED);
        assertThat(fixture.core().proposeConfChange(change)).isEqualTo(ProposeResult.CONF_CHANGE_PENDING);
    }

    @Test
    void commitOnly_needsNoForce() {
        CoreFixture fixture = CoreFixture.of(3).becomeSettledLeader();
        fixture.core().propose(Bytes.utf8("a"));
        fixture.settle();
        fixture.acknowledgeAll();
        PersistBatch batch = fixture.core().ready().persist().orElseThrow();
        assertThat(batch.mustForce()).isFalse();
        assertThat(batch.hardState()).isEqualTo(new HardState(2, 1, 3));
    }

    @Test
    void acknowledgement_nothingInFlight_leavesAtOnce() {
        CoreFixture fixture = CoreFixture.of(3, 1);
        fixture.append(2, 1, new EntryId(1, 2), 1);
        assertThat(fixture.core().ready().messages()).containsExactly(Message.AppendResponse.accepted(1, 2, 1, 2));
    }

    @Test
    void acknowledgement_earlierBatchInFlight_waitsForIt() {
        CoreFixture fixture = CoreFixture.of(3);
        fixture.append(2, 1, CoreFixture.START, 1, 1);
        fixture.driver().ready();
        fixture.append(2, 1, new EntryId(1, 2), 1);
        Ready ready = fixture.driver().ready();
        assertThat(ready.messages()).isEmpty();
        assertThat(ready.persist().orElseThrow().messagesAfterDurable()).hasSize(1);
    }

    @Test
    void acknowledgements_ofOneTurn_areOne() {
        CoreFixture fixture = CoreFixture.of(3);
        fixture.append(2, 1, CoreFixture.START, 1, 1);
        fixture.append(2, 1, new EntryId(1, 2), 1, 1);
        fixture.append(2, 1, new EntryId(1, 3), 1, 1);
        assertThat(fixture.core().ready().persist().orElseThrow().messagesAfterDurable())
                .containsExactly(Message.AppendResponse.accepted(1, 2, 1, 4));
    }

    @Test
    void apply_isBoundedInBatchesAndInFlight() {
        RaftConfig.Builder config = RaftConfig.of(1).applyMax(8, 12).scrutiny(Scrutiny.DEAR);
        CoreFixture fixture = CoreFixture.of(config, 3, () -> 0L, 1, 1, 1, 1, 1);
        fixture.append(2, 1, new EntryId(1, 6), 6);
        assertThat(fixture.driver().ready().apply().orElseThrow().entries()).hasSize(2);
        assertThat(fixture.driver().ready().apply().orElseThrow().entries()).hasSize(2);
        assertThat(fixture.driver().ready().apply()).isEmpty();
        assertThat(fixture.core().hasReady()).isFalse();
        fixture.driver().apply();
        assertThat(fixture.driver().ready().apply().orElseThrow().entries()).hasSize(1);
    }

    @Test
    void uncommittedTail_leaderAgain_countsWhatIsThere() {
        RaftConfig.Builder config = RaftConfig.of(1).uncommittedBytesMax(10).scrutiny(Scrutiny.DEAR);
        CoreFixture fixture = CoreFixture.of(config, 3, () -> 0L).becomeSettledLeader();
        assertThat(fixture.core().propose(Bytes.utf8("12345678"))).isEqualTo(ProposeResult.APPENDED);
        fixture.core().step(new HeartbeatResponse(2, 1, 5, 0));
        fixture.becomeLeader();
        assertThat(fixture.core().term()).isEqualTo(6);
        assertThat(fixture.core().propose(Bytes.utf8("abc"))).isEqualTo(ProposeResult.UNCOMMITTED_FULL);
        assertThat(fixture.core().propose(Bytes.utf8("ab"))).isEqualTo(ProposeResult.APPENDED);
        assertThat(fixture.core().propose(Bytes.empty())).isEqualTo(ProposeResult.APPENDED);
        fixture.settle();
        fixture.acknowledgeAll();
        assertThat(fixture.core().status().uncommittedBytes()).isZero();
    }

    @Test
    void uncommittedTail_empty_admitsOneOfAnySize() {
        CoreFixture fixture = CoreFixture.of(RaftConfig.of(1).uncommittedBytesMax(1), 3, () -> 0L)
                .becomeSettledLeader();
        assertThat(fixture.core().propose(Bytes.utf8("large"))).isEqualTo(ProposeResult.APPENDED);
        assertThat(fixture.core().propose(Bytes.utf8("x"))).isEqualTo(ProposeResult.UNCOMMITTED_FULL);
    }

    @Test
    void reads_tooManyWaiting_areRefused() {
        CoreFixture fixture =
                CoreFixture.of(RaftConfig.of(1).readsMax(2), 3, () -> 0L).becomeSettledLeader();
        assertThat(fixture.core().readIndex(1)).isTrue();
        assertThat(fixture.core().readIndex(2)).isTrue();
        assertThat(fixture.core().readIndex(3)).isFalse();
        fixture.settle();
        fixture.core().step(new HeartbeatResponse(2, 1, 2, 1));
        assertThat(fixture.core().ready().readStates()).containsExactly(new ReadState(1, 2), new ReadState(2, 2));
        assertThat(fixture.core().readIndex(3)).isTrue();
    }

    @Test
    void reads_answersOfALearner_confirmNothing() {
        CoreFixture fixture = CoreFixture.of(3).becomeSettledLeader();
        fixture.core().applyConfChange(ConfChangeText.decode(Bytes.utf8("l9")));
        fixture.core().readIndex(1);
        fixture.settle();
        fixture.core().step(new HeartbeatResponse(9, 1, 2, 1));
        fixture.core().step(new HeartbeatResponse(8, 1, 2, 1));
        assertThat(fixture.core().ready().readStates()).isEmpty();
        fixture.core().step(new HeartbeatResponse(3, 1, 2, 1));
        assertThat(fixture.core().ready().readStates()).hasSize(1);
    }

    @Test
    void reads_answerToARoundThatNeverWas_confirmsNothingLater() {
        CoreFixture fixture = CoreFixture.of(3).becomeSettledLeader();
        fixture.core().step(new HeartbeatResponse(2, 1, 2, 99));
        fixture.core().readIndex(1);
        fixture.settle();
        assertThat(fixture.core().ready().readStates()).isEmpty();
    }

    @Test
    void proposal_ofAFollower_goesToTheLeaderOfItsTerm() {
        CoreFixture fixture = CoreFixture.of(3);
        fixture.append(2, 1, CoreFixture.START, 1);
        fixture.settle();
        List<Proposal> proposals = List.of(new Proposal(EntryType.NORMAL, Bytes.utf8("a")));
        assertThat(fixture.core().propose(Bytes.utf8("a"))).isEqualTo(ProposeResult.FORWARDED);
        long term = fixture.core().term();
        assertThat(fixture.core().ready().messages()).containsExactly(new ForwardedProposal(1, 2, term, proposals));
    }

    @Test
    void forwardedProposal_atAFollower_isDropped() {
        CoreFixture fixture = CoreFixture.of(3);
        fixture.append(2, 1, CoreFixture.START, 1);
        fixture.settle();
        List<Proposal> proposals = List.of(new Proposal(EntryType.NORMAL, Bytes.utf8("a")));
        fixture.core().step(new ForwardedProposal(3, 1, fixture.core().term(), proposals));
        Ready ready = fixture.core().ready();
        assertThat(ready.messages()).isEmpty();
        assertThat(ready.events()).containsExactly(new RaftEvent.ForwardedProposalDropped(3, ProposeResult.NO_LEADER));
    }

    @Test
    void forwardedProposal_ofAnEarlierTerm_isNotAppended() {
        CoreFixture fixture = CoreFixture.of(3).becomeSettledLeader();
        long last = fixture.core().status().lastIndex();
        List<Proposal> proposals = List.of(new Proposal(EntryType.NORMAL, Bytes.utf8("a")));
        fixture.core().step(new ForwardedProposal(2, 1, fixture.core().term() - 1, proposals));
        assertThat(fixture.core().status().lastIndex()).isEqualTo(last);
        fixture.core().step(new ForwardedProposal(2, 1, fixture.core().term(), proposals));
        assertThat(fixture.core().status().lastIndex()).isEqualTo(last + 1);
    }

    @Test
    void applyConfChange_nobody_changesNothing() {
        CoreFixture fixture = CoreFixture.of(3);
        ConfState before = fixture.core().confState();
        assertThat(fixture.core().applyConfChange(ConfChangeText.decode(Bytes.utf8("v0"))))
                .isEqualTo(before);
        assertThat(fixture.core().hasReady()).isFalse();
    }

    @Test
    void candidate_removedMeanwhile_givesUp() {
        CoreFixture fixture = CoreFixture.of(3).becomeCandidate();
        fixture.core().applyConfChange(ConfChangeText.decode(Bytes.utf8("r1")));
        fixture.ticks(10);
        assertThat(fixture.core().role()).isEqualTo(RoleKind.FOLLOWER);
    }

    @Test
    void learner_hearsNobody_neverStands() {
        CoreFixture fixture = CoreFixture.of(3);
        fixture.core().applyConfChange(ConfChangeText.decode(Bytes.utf8("l1")));
        fixture.ticks(100);
        assertThat(fixture.core().role()).isEqualTo(RoleKind.FOLLOWER);
        assertThat(fixture.core().term()).isEqualTo(1);
    }

    @Test
    void bootstrap_confChangesInTheLog_formTheClusterAsTheyAreApplied() {
        List<Entry> boot = List.of(
                new Entry(1, 1, EntryType.CONF_CHANGE, Bytes.utf8("v1")),
                new Entry(1, 2, EntryType.CONF_CHANGE, Bytes.utf8("v2")));
        CoreDriver driver = new CoreDriver(
                RaftConfig.of(1).scrutiny(Scrutiny.DEAR).build(),
                new HardState(1, 0, 2),
                State.of(EntryId.ZERO, ConfState.EMPTY),
                boot,
                () -> 0L);
        driver.core().campaign();
        assertThat(driver.core().role()).isEqualTo(RoleKind.FOLLOWER);
        driver.ready();
        driver.apply();
        assertThat(driver.core().confState().voters()).containsExactly(1L, 2L);
        driver.core().campaign();
        assertThat(driver.ready().messages())
                .containsExactly(new VoteRequest(1, 2, 2, new EntryId(1, 2), true, false, new EntryId(1, 2)));
    }

    @Test
    void snapshot_peerNotHeardOf_isSentWhenItShowsUp() {
        CoreFixture fixture = CoreFixture.of(3, 1, 1, 1).becomeLeader();
        fixture.core().step(Message.AppendResponse.accepted(2, 1, 2, 5));
        fixture.settle();
        fixture.core().compactTo(5);
        fixture.core().propose(Bytes.utf8("a"));
        assertThat(fixture.settle()).noneMatch(message -> message.to() == 3);
        fixture.core().step(new HeartbeatResponse(3, 1, 2, 0));
        SnapshotMeta meta = new SnapshotMeta(new EntryId(2, 5), fixture.core().confState());
        assertThat(fixture.settle()).containsExactly(new InstallSnapshot(1, 3, 2, meta));
    }

    @ParameterizedTest
    @CsvSource({"100, 90, true", "100, 89, false", "0, 0, true", "10, 9, true", "11, 9, false"})
    void isCaughtUp_nineTenthsOfTheLeader_suffice(long leaderMatch, long match, boolean caughtUp) {
        TreeMap<Long, PeerStatus> peers = new TreeMap<>(Map.of(1L, peer(leaderMatch), 2L, peer(match)));
        RaftStatus status = new RaftStatus(
                1, RoleKind.LEADER, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, ConfState.of(List.of(1L), List.of(2L)), peers);
        assertThat(status.isCaughtUp(2)).isEqualTo(caughtUp);
        assertThat(status.isCaughtUp(3)).isFalse();
    }

    @Test
    void config_thatCanNotWork_isRefused() {
        assertThatThrownBy(() -> RaftConfig.of(0).build()).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> RaftConfig.of(1).ticks(1, 1).build()).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> RaftConfig.of(1).initialElapsedTicks(10).build())
                .isInstanceOf(InvariantViolation.class);
    }

    @Test
    void append_oversizedEntry_goesAlone() {
        CoreFixture fixture =
                CoreFixture.of(RaftConfig.of(1).appendBytesMax(4), 2, () -> 0L).becomeSettledLeader();
        for (String data : List.of("ab", "cdefghijkl", "m", "nop")) {
            fixture.core().propose(Bytes.utf8(data));
        }
        List<Integer> counts = fixture.core().ready().messages().stream()
                .map(message -> ((AppendRequest) message).slice())
                .map(LogSlice::entries)
                .map(List::size)
                .toList();
        assertThat(counts).containsExactly(1, 1, 2);
    }

    private static PeerStatus peer(long match) {
        return new PeerStatus(match, match + 1, ProgressState.REPLICATE, false, 0, 0, 0, true, false);
    }
}
