package io.fairlead.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.AppendRequest;
import io.fairlead.server.raft.model.Message.AppendResponse;
import io.fairlead.server.raft.model.Message.CatchUpTarget;
import io.fairlead.server.raft.model.Message.ForwardedProposal;
import io.fairlead.server.raft.model.Message.Heartbeat;
import io.fairlead.server.raft.model.Message.HeartbeatResponse;
import io.fairlead.server.raft.model.Message.InstallSnapshot;
import io.fairlead.server.raft.model.Message.LogLost;
import io.fairlead.server.raft.model.Message.Proposal;
import io.fairlead.server.raft.model.Message.ReadIndexResponse;
import io.fairlead.server.raft.model.Message.TimeoutNow;
import io.fairlead.server.raft.model.Message.VoteRequest;
import io.fairlead.server.raft.model.Message.VoteResponse;
import io.fairlead.server.raft.model.MessageType;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 5.1: every kind of message with an earlier and a later term, in every role. */
class TermGateTest {
    private static final long EARLY = 1;
    private static final long LATER = 9;
    private static final Set<MessageType> WITH_TERM = EnumSet.complementOf(EnumSet.of(
            MessageType.READ_INDEX_REQUEST,
            MessageType.TRANSFER_LEADER,
            MessageType.PEER_UNREACHABLE,
            MessageType.SNAPSHOT_REPORT));

    record Case(RoleKind role, MessageType type) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (RoleKind role : RoleKind.values()) {
            for (MessageType type : WITH_TERM) {
                cases.add(new Case(role, type));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void message_ofEarlierTerm_changesNothing(Case test) {
        CoreFixture fixture = in(test.role);
        RaftStatus before = fixture.core().status();
        fixture.core().step(message(test.type, EARLY));
        assertThat(fixture.core().status()).isEqualTo(before);
        boolean fromLeader = test.type == MessageType.APPEND_REQUEST
                || test.type == MessageType.HEARTBEAT
                || test.type == MessageType.INSTALL_SNAPSHOT;
        List<Message> answers = fixture.settle();
        if (fromLeader) {
            assertThat(answers).containsExactly(new HeartbeatResponse(1, 2, before.term(), 0));
        } else {
            assertThat(answers).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void message_ofLaterTerm_makesAFollowerOfThatTerm(Case test) {
        CoreFixture fixture = in(test.role);
        // The lease of the leader is over, or a vote would not even be looked at.
        boolean lease = test.type == MessageType.VOTE_REQUEST && fixture.core().leaderId() != 0;
        RaftStatus before = fixture.core().status();
        fixture.core().step(message(test.type, LATER));
        if (lease) {
            assertThat(fixture.core().status()).isEqualTo(before);
            return;
        }
        boolean timeoutNow = test.type == MessageType.TIMEOUT_NOW;
        assertThat(fixture.core().term()).isEqualTo(timeoutNow ? LATER + 1 : LATER);
        assertThat(fixture.core().role()).isEqualTo(timeoutNow ? RoleKind.CANDIDATE : RoleKind.FOLLOWER);
        fixture.settle();
        assertThat(fixture.driver().diskHardState().term())
                .isEqualTo(fixture.core().term());
    }

    @Test
    void preVoteRequest_ofLaterTerm_doesNotChangeTheTerm() {
        CoreFixture fixture = in(RoleKind.CANDIDATE);
        long term = fixture.core().term();
        fixture.core().step(new VoteRequest(2, 1, LATER, new EntryId(5, 50), true, false));
        assertThat(fixture.core().term()).isEqualTo(term);
        assertThat(fixture.settle()).containsExactly(new VoteResponse(1, 2, LATER, true, false, fixture.committed()));
    }

    @Test
    void preVoteRequest_ofEarlierTerm_isToldTheTerm() {
        CoreFixture fixture = in(RoleKind.FOLLOWER);
        fixture.core().step(new VoteRequest(2, 1, EARLY, new EntryId(5, 50), true, false));
        assertThat(fixture.settle())
                .containsExactly(new VoteResponse(1, 2, fixture.core().term(), true, true, fixture.committed()));
    }

    @Test
    void preVoteRefusal_ofLaterTerm_isFollowed() {
        CoreFixture fixture = in(RoleKind.PRE_CANDIDATE);
        fixture.core().step(new VoteResponse(2, 1, LATER, true, true));
        assertThat(fixture.core().term()).isEqualTo(LATER);
        assertThat(fixture.core().role()).isEqualTo(RoleKind.FOLLOWER);
    }

    @Test
    void voteRequest_inTheLeaseByTransfer_isAnswered() {
        CoreFixture fixture = in(RoleKind.FOLLOWER);
        fixture.core().step(new VoteRequest(2, 1, LATER, new EntryId(5, 50), false, true));
        assertThat(fixture.settle()).containsExactly(new VoteResponse(1, 2, LATER, false, false, fixture.committed()));
    }

    @Test
    void message_forSomebodyElseOrFromItself_isDropped() {
        CoreFixture fixture = in(RoleKind.FOLLOWER);
        RaftStatus before = fixture.core().status();
        fixture.core().step(new Heartbeat(2, 3, LATER, 1, 0));
        fixture.core().step(new Heartbeat(1, 1, LATER, 1, 0));
        assertThat(fixture.core().status()).isEqualTo(before);
    }

    /** Three members in a term above {@link #EARLY}. */
    private static CoreFixture in(RoleKind role) {
        CoreFixture fixture = CoreFixture.of(3, 3);
        switch (role) {
            case FOLLOWER -> fixture.append(3, 4, new EntryId(3, 2), 1);
            case PRE_CANDIDATE -> fixture.core().campaign();
            case CANDIDATE -> fixture.becomeCandidate();
            case LEADER -> fixture.becomeLeader();
        }
        fixture.settle();
        assertThat(fixture.core().role()).isEqualTo(role);
        return fixture;
    }

    private static Message message(MessageType type, long term) {
        EntryId start = CoreFixture.START;
        return switch (type) {
            case APPEND_REQUEST -> new AppendRequest(2, 1, term, LogSlice.empty(start), 1);
            case APPEND_RESPONSE -> AppendResponse.accepted(2, 1, term, 9);
            case VOTE_REQUEST -> new VoteRequest(2, 1, term, start, false, false);
            case VOTE_RESPONSE -> new VoteResponse(2, 1, term, false, false);
            case HEARTBEAT -> new Heartbeat(2, 1, term, 1, 0);
            case HEARTBEAT_RESPONSE -> new HeartbeatResponse(2, 1, term, 0);
            case INSTALL_SNAPSHOT -> new InstallSnapshot(2, 1, term, new SnapshotMeta(start, ConfState.EMPTY));
            case TIMEOUT_NOW -> new TimeoutNow(2, 1, term);
            case READ_INDEX_RESPONSE -> new ReadIndexResponse(2, 1, term, 5, 1);
            case LOG_LOST -> new LogLost(2, 1, term, 1, 7);
            case CATCH_UP_TARGET -> new CatchUpTarget(2, 1, term, 9, 7);
            case FORWARDED_PROPOSAL ->
                new ForwardedProposal(2, 1, term, List.of(new Proposal(EntryType.NORMAL, Bytes.utf8("a"))));
            case READ_INDEX_REQUEST, TRANSFER_LEADER, PEER_UNREACHABLE, SNAPSHOT_REPORT ->
                throw new IllegalArgumentException(type + " has no term");
        };
    }
}
