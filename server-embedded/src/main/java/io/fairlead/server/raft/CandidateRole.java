package io.fairlead.server.raft;

import io.fairlead.server.raft.RaftEvent.ElectionLost;
import io.fairlead.server.raft.RaftEvent.ElectionStarted;
import io.fairlead.server.raft.RaftEvent.ElectionWon;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.Proposal;
import io.fairlead.server.raft.model.Message.VoteRequest;
import io.fairlead.server.raft.model.Message.VoteResponse;
import io.fairlead.server.raft.quorum.Vote;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gathers votes: for a new term, or, as a pre-candidate, for the permission to take one (thesis, section 9.6).
 *
 * <p>A pre-vote promises nothing, so its messages leave at once. A vote is a promise to the whole cluster: the candidate's
 * own counts only once it is durable, like everybody else's, and its requests wait for the same.
 */
final class CandidateRole implements Role {
    private final RoleContext context;
    private final boolean preVote;
    private final boolean transfer;

    /** The first answer of each voter. */
    private final TreeMap<Long, Vote> votes = new TreeMap<>(Long::compareUnsigned);

    CandidateRole(RoleContext context, boolean preVote, boolean transfer) {
        this.context = context;
        this.preVote = preVote;
        this.transfer = transfer;
    }

    @Override
    public RoleKind kind() {
        return preVote ? RoleKind.PRE_CANDIDATE : RoleKind.CANDIDATE;
    }

    @Override
    public void enter() {
        context.event(new ElectionStarted(electionTerm(), preVote, transfer));
        for (long voter : voters(context.confState())) {
            if (voter != context.id()) {
                request(voter);
            }
        }
        if (preVote) {
            count(context.id(), Vote.GRANTED);
        }
    }

    @Override
    public void onPersisted() {
        if (!preVote && context.ledger.isVoteDurable(context.term(), context.id())) {
            count(context.id(), Vote.GRANTED);
        }
    }

    @Override
    public void tick() {
        context.timer.tick();
        if (context.timer.isExpired()) {
            context.event(new ElectionLost(electionTerm(), preVote));
            if (!context.elections.stand(false)) {
                context.becomeFollower(context.term(), 0);
            }
        }
    }

    @Override
    public void step(Message message) {
        switch (message.type()) {
            case APPEND_REQUEST, HEARTBEAT, INSTALL_SNAPSHOT -> {
                // Somebody else was elected in this term, or never stopped to lead.
                context.becomeFollower(context.term(), message.from());
                context.role().step(message);
            }
            case VOTE_RESPONSE -> onVote((VoteResponse) message);
            case VOTE_REQUEST -> {
                VoteRequest request = (VoteRequest) message;
                context.elections.answer(request);
                learn(request.committed());
            }
            case FORWARDED_PROPOSAL ->
                context.event(new RaftEvent.ForwardedProposalDropped(message.from(), ProposeResult.NO_LEADER));
            case APPEND_RESPONSE,
                    HEARTBEAT_RESPONSE,
                    TIMEOUT_NOW,
                    READ_INDEX_REQUEST,
                    READ_INDEX_RESPONSE,
                    TRANSFER_LEADER,
                    LOG_LOST,
                    CATCH_UP_TARGET,
                    PEER_UNREACHABLE,
                    SNAPSHOT_REPORT -> {}
        }
    }

    @Override
    public ProposeResult propose(List<Proposal> proposals) {
        return ProposeResult.NO_LEADER;
    }

    @Override
    public ProposeResult proposeConfChange(Proposal confChange) {
        return ProposeResult.NO_LEADER;
    }

    @Override
    public boolean readIndex(long readContext) {
        return false;
    }

    @Override
    public boolean transferLeadership(long targetId) {
        return false;
    }

    private void onVote(VoteResponse response) {
        if (!learn(response.committed())) {
            return;
        }
        if (response.preVote() == preVote && (response.rejected() || response.term() == electionTerm())) {
            count(response.from(), response.rejected() ? Vote.REFUSED : Vote.GRANTED);
        }
    }

    /**
     * Notes what another member knows to be committed.
     *
     * @return false if this is a candidate no more: a conf change is among it, and votes by the configuration of before are
     *     worth nothing
     */
    private boolean learn(EntryId committed) {
        context.elections.learn(committed);
        if (!context.log.hasUnappliedConfChange()) {
            return true;
        }
        context.event(new ElectionLost(electionTerm(), preVote));
        context.becomeFollower(context.term(), 0);
        return false;
    }

    private void count(long voter, Vote vote) {
        votes.putIfAbsent(voter, vote);
        switch (context.quorum().tally(id -> votes.getOrDefault(id, Vote.MISSING))) {
            case PENDING -> {}
            case WON -> {
                context.event(new ElectionWon(electionTerm(), preVote));
                if (preVote) {
                    context.becomeCandidate(false);
                } else {
                    context.becomeLeader();
                }
            }
            case LOST -> {
                context.event(new ElectionLost(electionTerm(), preVote));
                context.becomeFollower(context.term(), 0);
            }
        }
    }

    private void request(long voter) {
        VoteRequest request = new VoteRequest(
                context.id(), voter, electionTerm(), context.log.last(), preVote, transfer, context.log.committedId());
        if (preVote) {
            context.outbox.send(request);
        } else {
            context.outbox.sendAfterDurable(request);
        }
    }

    /** The term to be elected in. */
    private long electionTerm() {
        return preVote ? context.term() + 1 : context.term();
    }

    private static SortedSet<Long> voters(ConfState confState) {
        TreeSet<Long> voters = new TreeSet<>(Long::compareUnsigned);
        voters.addAll(confState.voters());
        voters.addAll(confState.votersOutgoing());
        return voters;
    }
}
