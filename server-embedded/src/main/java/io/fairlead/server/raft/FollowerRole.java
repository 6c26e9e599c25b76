package io.fairlead.server.raft;

import io.fairlead.server.raft.log.RaftLog;
import io.fairlead.server.raft.model.EntryId;
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
import io.fairlead.server.raft.model.Message.ReadIndexRequest;
import io.fairlead.server.raft.model.Message.ReadIndexResponse;
import io.fairlead.server.raft.model.Message.TransferLeader;
import io.fairlead.server.raft.model.Message.VoteRequest;
import io.fairlead.server.raft.model.Message.VoteResponse;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.List;

/** Takes what the leader sends, and stands for election when it hears none. Learners are followers that never stand. */
final class FollowerRole implements Role {
    private final RoleContext context;

    /** The leader asked this member to take over, and it may not stand before it has applied a conf change. */
    private boolean asked;

    FollowerRole(RoleContext context) {
        this.context = context;
    }

    @Override
    public RoleKind kind() {
        return RoleKind.FOLLOWER;
    }

    @Override
    public void tick() {
        context.timer.tick();
        if (asked && !context.log.hasUnappliedConfChange()) {
            asked = false;
            context.elections.stand(true);
            return;
        }
        // The timeout is there to hear a leader and to spread the candidates; who votes alone has neither.
        if (context.timer.isExpired() || context.quorum().isJust(context.id())) {
            context.elections.stand(false);
        }
    }

    @Override
    public void step(Message message) {
        switch (message.type()) {
            case APPEND_REQUEST -> onAppend((AppendRequest) message);
            case HEARTBEAT -> onHeartbeat((Heartbeat) message);
            case INSTALL_SNAPSHOT -> onSnapshot((InstallSnapshot) message);
            case TIMEOUT_NOW -> asked = !context.elections.stand(true);
            case VOTE_REQUEST -> onVoteRequest((VoteRequest) message);
            case VOTE_RESPONSE -> context.elections.learn(((VoteResponse) message).committed());
            case READ_INDEX_RESPONSE -> onReadIndex((ReadIndexResponse) message);
            case CATCH_UP_TARGET -> onTarget((CatchUpTarget) message);
            // Answers to questions of an earlier role, or asked of a leader that is none: whoever asked asks again.
            case APPEND_RESPONSE,
                    HEARTBEAT_RESPONSE,
                    READ_INDEX_REQUEST,
                    TRANSFER_LEADER,
                    LOG_LOST,
                    PEER_UNREACHABLE,
                    SNAPSHOT_REPORT -> {}
            case FORWARDED_PROPOSAL ->
                context.event(new RaftEvent.ForwardedProposalDropped(message.from(), ProposeResult.NO_LEADER));
        }
    }

    @Override
    public ProposeResult propose(List<Proposal> proposals) {
        if (context.leaderId() == 0) {
            return ProposeResult.NO_LEADER;
        }
        context.outbox.send(new ForwardedProposal(context.id(), context.leaderId(), context.term(), proposals));
        return ProposeResult.FORWARDED;
    }

    @Override
    public ProposeResult proposeConfChange(Proposal confChange) {
        return propose(List.of(confChange));
    }

    @Override
    public boolean readIndex(long readContext) {
        if (context.leaderId() == 0) {
            return false;
        }
        context.outbox.send(new ReadIndexRequest(context.id(), context.leaderId(), 0, readContext));
        return true;
    }

    @Override
    public boolean transferLeadership(long targetId) {
        if (context.leaderId() == 0) {
            return false;
        }
        context.outbox.send(new TransferLeader(context.id(), context.leaderId(), 0, targetId));
        return true;
    }

    @Override
    public void onPersisted() {
        endLoss();
    }

    private void onVoteRequest(VoteRequest request) {
        context.elections.answer(request);
        context.elections.learn(request.committed());
    }

    private void onAppend(AppendRequest request) {
        heard(request.from());
        RaftLog log = context.log;
        EntryId previous = request.slice().previous();
        log.checkAgrees(request.slice());
        if (previous.index() < log.committedIndex()) {
            // Late, or sent by a leader that does not know yet how much we have: committed entries match for sure.
            acknowledge(request.from(), log.committedIndex());
            return;
        }
        if (!log.matches(previous)) {
            if (context.loss.isRegaining()) {
                tellLoss(request.from());
            } else {
                reject(request);
            }
            return;
        }
        long dropped = log.accept(request.slice());
        if (dropped > 0) {
            context.event(new RaftEvent.LogTruncated(dropped, log.lastIndex()));
        }
        long matched = request.slice().last().index();
        log.commitTo(Math.min(request.commit(), matched));
        acknowledge(request.from(), matched);
    }

    private void onHeartbeat(Heartbeat heartbeat) {
        heard(heartbeat.from());
        if (!context.loss.isRegaining()) {
            // Otherwise the leader may speak of entries that an earlier life acknowledged, or that stand differently
            // here.
            context.log.commitTo(heartbeat.commit());
        }
        context.outbox.send(
                new HeartbeatResponse(context.id(), heartbeat.from(), context.term(), heartbeat.readContext()));
    }

    private void onSnapshot(InstallSnapshot install) {
        heard(install.from());
        SnapshotMeta meta = install.meta();
        RaftLog log = context.log;
        if (meta.index() <= log.committedIndex() || !meta.confState().contains(context.id())) {
            ignore(meta);
        } else if (log.matches(meta.lastIncluded())) {
            // The log has it all already: the snapshot only tells how far it is committed.
            log.commitTo(meta.index());
            ignore(meta);
        } else {
            log.restore(meta);
            context.setConfState(meta.confState());
            context.event(new RaftEvent.SnapshotAccepted(meta));
        }
        acknowledge(install.from(), log.committedIndex());
    }

    private void onReadIndex(ReadIndexResponse response) {
        context.outbox.confirmRead(new ReadState(response.context(), response.index()));
    }

    private void reject(AppendRequest request) {
        EntryId previous = request.slice().previous();
        EntryId hint = context.log.lastPossibleMatch(previous.index(), previous.term());
        context.event(new RaftEvent.AppendRejected(previous, hint));
        context.outbox.send(
                new AppendResponse(context.id(), request.from(), context.term(), previous.index(), true, hint));
    }

    private void onTarget(CatchUpTarget answer) {
        context.loss.targetIs(answer.index(), answer.life());
        endLoss();
    }

    private void tellLoss(long leader) {
        context.outbox.send(
                new LogLost(context.id(), leader, context.term(), context.log.committedIndex(), context.loss.life()));
    }

    private void endLoss() {
        if (context.loss.endsAt(context.log.stableIndex())) {
            context.event(new RaftEvent.LogRegained(context.term(), context.log.stableIndex()));
        }
    }

    private void acknowledge(long leader, long index) {
        context.loss.matched(index);
        context.outbox.acknowledge(AppendResponse.accepted(context.id(), leader, context.term(), index));
    }

    private void ignore(SnapshotMeta meta) {
        context.event(new RaftEvent.SnapshotIgnored(meta, context.log.committedIndex()));
    }

    private void heard(long leader) {
        context.follow(leader);
        context.timer.rewind();
        if (context.loss.isUntold()) {
            tellLoss(leader);
        }
    }
}
