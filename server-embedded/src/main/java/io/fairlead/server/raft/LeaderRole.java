package io.fairlead.server.raft;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.raft.RaftEvent.SteppedDown;
import io.fairlead.server.raft.RaftStatus.PeerStatus;
import io.fairlead.server.raft.ReadIndexTracker.Read;
import io.fairlead.server.raft.log.RaftLog;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.AppendResponse;
import io.fairlead.server.raft.model.Message.CatchUpTarget;
import io.fairlead.server.raft.model.Message.ForwardedProposal;
import io.fairlead.server.raft.model.Message.HeartbeatResponse;
import io.fairlead.server.raft.model.Message.LogLost;
import io.fairlead.server.raft.model.Message.Proposal;
import io.fairlead.server.raft.model.Message.ReadIndexRequest;
import io.fairlead.server.raft.model.Message.ReadIndexResponse;
import io.fairlead.server.raft.model.Message.SnapshotReport;
import io.fairlead.server.raft.model.Message.TimeoutNow;
import io.fairlead.server.raft.model.Message.TransferLeader;
import io.fairlead.server.raft.model.Message.VoteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Orders proposals, commits what a quorum holds, confirms reads, and hands leadership over.
 *
 * <p>Heartbeats, rounds of reads and appends are written in {@link #flush}, once a turn, so all that came in during a turn
 * goes out together, heartbeats first.
 */
final class LeaderRole implements Role {
    private final RoleContext context;
    private final RaftLog log;
    private final Replicator replicator;
    private final ReadIndexTracker reads;

    /** A conf change may be proposed only once everything up to here is applied. */
    private long pendingConfIndex;

    /** Who is to lead next, or 0. */
    private long transferTarget;

    private int transferTicks;
    private int heartbeatTicks;
    private boolean heartbeatDue;
    private boolean appendDue;

    LeaderRole(RoleContext context) {
        this.context = context;
        this.log = context.log;
        this.replicator = new Replicator(context);
        this.reads = new ReadIndexTracker(context.id(), context.config.readsMax());
    }

    @Override
    public RoleKind kind() {
        return RoleKind.LEADER;
    }

    @Override
    public void enter() {
        // Only an entry of this term can be committed by counting (section 5.4.2), and until one is, this leader
        // does not know what its predecessors committed: reads and conf changes wait for it.
        pendingConfIndex = log.lastIndex() + 1;
        append(List.of(new Proposal(EntryType.NORMAL, Bytes.empty())));
    }

    @Override
    public void tick() {
        context.timer.tick();
        if (context.timer.isElectionTimeoutOver()) {
            context.timer.rewind();
            // Who was removed leads on however long the others are silent: it takes no proposals, and as a follower
            // it could neither stand itself nor, with entries they never got, let those stand who wait for its vote.
            if (context.config.checkQuorum()
                    && context.isVoter()
                    && !replicator.tracker().isQuorumActive()) {
                stepDown(SteppedDown.Reason.QUORUM_LOST);
                return;
            }
            replicator.tracker().forgetActivity();
        }
        if (transferTarget != 0 && ++transferTicks >= context.config.electionTicks()) {
            abortTransfer();
        }
        if (transferTarget == 0 && !context.isVoter()) {
            handOver();
        }
        if (++heartbeatTicks >= context.config.heartbeatTicks()) {
            heartbeatTicks = 0;
            heartbeatDue = true;
        }
    }

    @Override
    public void step(Message message) {
        switch (message.type()) {
            case APPEND_RESPONSE -> onAppendResponse((AppendResponse) message);
            case HEARTBEAT_RESPONSE -> onHeartbeatResponse((HeartbeatResponse) message);
            case FORWARDED_PROPOSAL -> onForwarded((ForwardedProposal) message);
            case READ_INDEX_REQUEST -> read(message.from(), ((ReadIndexRequest) message).context());
            case TRANSFER_LEADER -> transferLeadership(((TransferLeader) message).transferee());
            case LOG_LOST -> onLogLost((LogLost) message);
            case PEER_UNREACHABLE -> replicator.onUnreachable(message.from());
            case SNAPSHOT_REPORT -> replicator.onSnapshotReport(message.from(), ((SnapshotReport) message).failed());
            case VOTE_REQUEST -> context.elections.answer((VoteRequest) message);
            case APPEND_REQUEST, HEARTBEAT, INSTALL_SNAPSHOT ->
                throw Invariant.unreachable("two leaders in term " + context.term());
            case VOTE_RESPONSE, TIMEOUT_NOW, READ_INDEX_RESPONSE, CATCH_UP_TARGET -> {}
        }
    }

    @Override
    public ProposeResult propose(List<Proposal> proposals) {
        if (!context.isVoter()) {
            return ProposeResult.NOT_A_MEMBER;
        }
        if (transferTarget != 0) {
            return ProposeResult.TRANSFER_IN_PROGRESS;
        }
        long bytes = 0;
        for (Proposal proposal : proposals) {
            bytes += proposal.data().size();
        }
        long uncommitted = log.uncommittedBytes();
        if (uncommitted > 0 && bytes > 0 && uncommitted + bytes > context.config.uncommittedBytesMax()) {
            return ProposeResult.UNCOMMITTED_FULL;
        }
        append(proposals);
        return ProposeResult.APPENDED;
    }

    @Override
    public ProposeResult proposeConfChange(Proposal confChange) {
        return isConfChangePending() ? ProposeResult.CONF_CHANGE_PENDING : propose(List.of(confChange));
    }

    @Override
    public boolean readIndex(long readContext) {
        return read(context.id(), readContext);
    }

    @Override
    public boolean transferLeadership(long targetId) {
        if (targetId == context.id() || !context.confState().voters().contains(targetId)) {
            return false;
        }
        if (targetId == transferTarget) {
            return true;
        }
        if (transferTarget != 0) {
            abortTransfer();
        }
        transferTarget = targetId;
        transferTicks = 0;
        context.event(new RaftEvent.TransferStarted(context.term(), targetId));
        appendDue = true;
        finishTransfer();
        return true;
    }

    @Override
    public void onPersisted() {
        if (replicator.onPersisted()) {
            advanceCommit();
        }
    }

    @Override
    public void onConfChanged() {
        replicator.reconfigure();
        appendDue = true;
        advanceCommit();
        if (transferTarget != 0 && !context.confState().voters().contains(transferTarget)) {
            abortTransfer();
        }
        answerReads();
        if (!context.isVoter()) {
            // Those that are left may not know yet that the change is committed, and may need this member to learn it
            // (thesis, 4.2.2): it leads on, without counting itself, until one of them takes over.
            context.event(new RaftEvent.LeadsOthers(context.term()));
            handOver();
        }
    }

    @Override
    public boolean isFlushDue() {
        return appendDue || heartbeatDue || reads.isRoundDue();
    }

    @Override
    public void flush() {
        if (heartbeatDue || reads.isRoundDue()) {
            heartbeatDue = false;
            replicator.sendHeartbeats(reads.isRoundDue() ? reads.beginRound() : reads.pendingRound());
            answerReads();
        }
        if (appendDue) {
            appendDue = false;
            replicator.sendAppends();
        }
    }

    @Override
    public long transferTarget() {
        return transferTarget;
    }

    @Override
    public SortedMap<Long, PeerStatus> peers() {
        return replicator.status();
    }

    private void onAppendResponse(AppendResponse response) {
        if (replicator.onAppendResponse(response)) {
            advanceCommit();
        }
        appendDue = true;
        if (response.from() == transferTarget) {
            finishTransfer();
        }
    }

    private void onLogLost(LogLost lost) {
        if (replicator.onLogLost(lost.from(), lost.kept())) {
            context.outbox.send(
                    new CatchUpTarget(context.id(), lost.from(), context.term(), log.lastIndex(), lost.life()));
            appendDue = true;
        }
    }

    private void onHeartbeatResponse(HeartbeatResponse response) {
        replicator.onHeartbeatResponse(response.from());
        if (response.readContext() != 0) {
            reads.onAnswer(response.from(), response.readContext());
            answerReads();
        }
    }

    private void onForwarded(ForwardedProposal forwarded) {
        ProposeResult result = propose(forwarded.proposals());
        if (!result.isAccepted()) {
            context.event(new RaftEvent.ForwardedProposalDropped(forwarded.from(), result));
        }
    }

    private void append(List<Proposal> proposals) {
        List<Entry> entries = new ArrayList<>(proposals.size());
        long index = log.lastIndex();
        for (Proposal proposal : proposals) {
            index++;
            entries.add(entryOf(proposal, index));
        }
        log.append(entries);
        appendDue = true;
    }

    private Entry entryOf(Proposal proposal, long index) {
        if (proposal.entryType() == EntryType.CONF_CHANGE) {
            if (isConfChangePending()) {
                context.event(new RaftEvent.ConfChangeNeutralized(index));
                return Entry.normal(context.term(), index, Bytes.empty());
            }
            pendingConfIndex = index;
        }
        return new Entry(context.term(), index, proposal.entryType(), proposal.data());
    }

    private boolean isConfChangePending() {
        return pendingConfIndex > log.appliedIndex();
    }

    /** Commits what a quorum holds, if it reaches an entry of this term; older entries are committed along with it. */
    private void advanceCommit() {
        long index = replicator.tracker().committedIndex();
        if (index <= log.committedIndex() || log.termAt(index) != context.term()) {
            return;
        }
        log.commitTo(index);
        appendDue = true;
        for (Read read : reads.takeEarly()) {
            read(read.requester(), read.context());
        }
    }

    private boolean read(long requester, long readContext) {
        if (reads.isFull()) {
            return false;
        }
        if (!context.hasCommittedInTerm()) {
            reads.addEarly(requester, readContext);
            return true;
        }
        Read read = new Read(requester, readContext, log.committedIndex());
        if (context.quorum().isJust(context.id())) {
            answer(read);
        } else {
            reads.add(read);
        }
        return true;
    }

    private void answerReads() {
        for (Read read : reads.takeConfirmed(context.quorum())) {
            answer(read);
        }
    }

    private void answer(Read read) {
        if (read.requester() == context.id()) {
            context.outbox.confirmRead(new ReadState(read.context(), read.index()));
        } else {
            context.outbox.send(new ReadIndexResponse(
                    context.id(), read.requester(), context.term(), read.context(), read.index()));
        }
    }

    /** Asks the target to stand for election if it has all there is. */
    private void finishTransfer() {
        if (replicator.matchOf(transferTarget) == log.lastIndex()) {
            context.outbox.send(new TimeoutNow(context.id(), transferTarget, context.term()));
        }
    }

    private void handOver() {
        long best = replicator.furthestVoter();
        if (best != 0) {
            transferLeadership(best);
        }
    }

    private void abortTransfer() {
        context.event(new RaftEvent.TransferAborted(context.term(), transferTarget));
        transferTarget = 0;
    }

    private void stepDown(SteppedDown.Reason reason) {
        context.event(new SteppedDown(context.term(), reason));
        context.becomeFollower(context.term(), 0);
    }
}
