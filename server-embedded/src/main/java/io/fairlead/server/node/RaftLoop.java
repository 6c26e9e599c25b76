package io.fairlead.server.node;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.apply.ApplyAck;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.exec.Waker;
import io.fairlead.server.raft.ProposeResult;
import io.fairlead.server.raft.RaftCore;
import io.fairlead.server.raft.RaftStatus;
import io.fairlead.server.raft.Ready;
import io.fairlead.server.raft.RoleKind;
import io.fairlead.server.raft.SoftState;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfChangeType;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.RaftCodec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Owns the raft core: takes what waits in its mailbox, ticks, and hands each {@code Ready} to the dispatcher. Blocks on
 * nothing.
 */
final class RaftLoop implements Loop {
    /** Inputs taken in one turn: enough to make large batches, few enough to tick in time. */
    private static final int INPUTS_PER_TURN = 4096;

    /**
     * Ticks made up for after a pause. A member that slept for longer must not fire them all: it would stand for election
     * before it has read what its peers sent meanwhile.
     */
    private static final int CATCH_UP_TICKS = 2;

    private final NodeConfig config;
    private final RaftCore core;
    private final Mailbox<RaftInput> mailbox;
    private final Proposals proposals;
    private final LinearizableReads reads;
    private final ParkedProposals parked = new ParkedProposals(NodeConfig.BACKLOG_MAX);
    private final LeadershipTransfer transfer;
    private final ReadyDispatcher dispatcher;
    private final Snapshots snapshots;
    private final Publication publication;
    private final TimeoutReasons timeoutReasons;
    private final DiskStallWatch diskWatch;
    private final Removal removal;
    private final ClusterSpace space;

    /** Told the term in which this member begins to lead, and 0 when it ceases to. */
    private final LongConsumer leads;

    private final NodeLog log;

    private final LongAdder leaderChanges = new LongAdder();
    private final LongAdder lateHeartbeats = new LongAdder();

    private long nowNanos;
    private long nextTickNanos = Long.MIN_VALUE;
    private SoftState softState;
    private long leaderSinceNanos;

    /** The latest term of which an entry is applied here. */
    private long appliedTerm;

    /** Written at the end of each turn, and before peers hear of a new role or term; read by anyone. */
    private volatile Standing standing;

    RaftLoop(
            NodeConfig config,
            RaftCore core,
            Mailbox<RaftInput> mailbox,
            Proposals proposals,
            long firstReadId,
            ReadyDispatcher dispatcher,
            Snapshots snapshots,
            Publication publication,
            TimeoutReasons timeoutReasons,
            Removal removal,
            LongConsumer leads,
            ClusterSpace space,
            NodeLog log) {
        this.config = config;
        this.core = core;
        this.mailbox = mailbox;
        this.proposals = proposals;
        this.reads = new LinearizableReads(
                firstReadId, config.readRetryNanos(), config.requestTimeoutNanos(), core::readIndex);
        this.transfer = new LeadershipTransfer(config.requestTimeoutNanos());
        this.dispatcher = dispatcher;
        this.snapshots = snapshots;
        this.publication = publication;
        this.timeoutReasons = timeoutReasons;
        this.diskWatch = new DiskStallWatch(config.electionTimeoutNanos(), space.own(), log);
        this.removal = removal;
        this.space = space;
        this.leads = leads;
        this.log = log;
        this.softState = new SoftState(core.role(), core.leaderId(), core.term());
        this.standing = standingNow();
    }

    @Override
    public String name() {
        return "raft";
    }

    @Override
    public void attach(Waker waker) {
        mailbox.bind(waker);
    }

    @Override
    public int turn(long now) {
        nowNanos = now;
        int work = mailbox.drain(input -> input.enter(this), INPUTS_PER_TURN);
        work += tick();
        work += reads.turn(now);
        work += proposals.expire(now, timeoutReasons.of(standing, now));
        transfer.expire(now);
        while (core.hasReady()) {
            dispatch(core.ready());
            work++;
        }
        if (work > 0) {
            standing = standingNow();
        }
        return work;
    }

    @Override
    public long deadlineNanos() {
        return Math.min(nextTickNanos, reads.deadlineNanos());
    }

    /** The loop has ended: whoever waits for it hears so. */
    @Override
    public void detach() {
        reads.close(EtcdError.STOPPED);
        transfer.close();
    }

    /** Where the member stands. Any thread. */
    Standing standing() {
        return standing;
    }

    /** How often another leader was found. Any thread. */
    long leaderChanges() {
        return leaderChanges.sum();
    }

    /** How often heartbeats to peers were later than a heartbeat interval. Any thread. */
    long lateHeartbeats() {
        return lateHeartbeats.sum();
    }

    /** Reads that wait or were given up. Its counts are for any thread. */
    LinearizableReads reads() {
        return reads;
    }

    void propose(RaftInput.Propose proposal) {
        if (!parked.isEmpty() || !offer(proposal)) {
            park(proposal, proposal.requestId());
        }
    }

    /** Never waits and never goes to another leader: what was decided in one term is nothing to the next. */
    void proposeAsLeader(RaftInput.ProposeAsLeader proposal) {
        boolean appended = core.role() == RoleKind.LEADER
                && core.term() == proposal.term()
                && core.propose(proposal.data()) == ProposeResult.APPENDED;
        if (!appended) {
            proposals.refuse(proposal.requestId(), EtcdError.NOT_LEADER);
        }
    }

    void proposeConfChange(RaftInput.ProposeConfChange proposal) {
        if (!parked.isEmpty() || !offer(proposal)) {
            park(proposal, proposal.change().requestId());
        }
    }

    void receive(Message message) {
        if (message instanceof Message.TimeoutNow && space.own().isSpent()) {
            return; // It could not even vote for itself, and nobody would lead.
        }
        core.step(message);
        if (message.term() == core.term()) {
            space.heard(message, nowNanos);
        }
    }

    void toldRemoved(long peerId) {
        removal.told(peerId, core.confState(), nowNanos);
    }

    void persisted(long batchNumber) {
        diskWatch.persisted(batchNumber);
        core.onPersisted(batchNumber);
    }

    void applied(ApplyAck ack) {
        for (ApplyAck.Decided decided : ack.confChanges()) {
            applyConfChange(decided);
        }
        core.onApplied(ack.appliedIndex());
        noteTerm(ack);
        if (ack.restored() || !ack.confChanges().isEmpty()) {
            dispatcher.reconcilePeers();
            if (ack.restored()) {
                snapshots.installed();
                log.restored(ack.appliedIndex());
            }
        }
        reads.applied(ack.appliedIndex());
        snapshots.applied(ack.appliedIndex());
        parked.retry(this::offer);
    }

    /** What was offered in an earlier term is applied by now, or never will be: that goes to whoever leads now. */
    void termBegun(long term) {
        List<RaftInput> lost = proposals.lostBefore(term);
        log.offeredAgain(lost.size(), term);
        lost.forEach(input -> input.enter(this));
    }

    void snapshotSaved(SnapshotMeta meta) {
        dispatcher.persistMarker(meta);
    }

    void read(CompletableFuture<Answer<Long>> future) {
        reads.add(future, nowNanos);
    }

    void transfer(long targetId, CompletableFuture<Answer<Long>> future) {
        if (softState.role() != RoleKind.LEADER) {
            future.complete(Answer.refused(EtcdError.NOT_LEADER));
        } else if (!core.confState().voters().contains(targetId)) {
            future.complete(Answer.refused(EtcdError.BAD_LEADER_TRANSFEREE));
        } else if (targetId == config.memberId()) {
            future.complete(Answer.ok(targetId));
        } else {
            transfer.begin(targetId, future, nowNanos);
            core.transferLeadership(targetId);
        }
    }

    void handOver(CompletableFuture<Void> done) {
        Optional<Long> target = softState.role() == RoleKind.LEADER ? FurthestVoter.of(core) : Optional.empty();
        if (target.isEmpty()) {
            done.complete(null);
            return;
        }
        CompletableFuture<Answer<Long>> handed = new CompletableFuture<>();
        transfer(target.get(), handed);
        var unused = handed.thenAccept(answer -> done.complete(null));
    }

    void publish(List<String> clientUrls) {
        publication.begin(clientUrls);
    }

    void answerStatus(CompletableFuture<RaftStatus> future) {
        future.complete(core.status());
    }

    void answerBacklog(int promises, int committed, CompletableFuture<Backlog> future) {
        future.complete(new Backlog(
                proposals.size(),
                parked.size(),
                reads.size(),
                promises,
                committed,
                core.status().uncommittedBytes()));
    }

    /** An invalid change changes nothing, but the core must hear that its entry was applied before the next may come. */
    private void applyConfChange(ApplyAck.Decided decided) {
        ConfChange change = decided.change();
        core.applyConfChange(
                decided.valid() ? change : new ConfChange(change.requestId(), change.type(), 0, change.context()));
        if (decided.valid() && change.type() == ConfChangeType.REMOVE_NODE && change.nodeId() == config.memberId()) {
            log.leaving();
        }
    }

    private void noteTerm(ApplyAck ack) {
        if (ack.restored()) {
            proposals.outcomesUnknown(); // The state may hold them, and nobody has told which.
        } else if (ack.appliedTerm() > appliedTerm) {
            dispatcher.noteWhenAnswered(new RaftInput.TermBegun(ack.appliedTerm()));
        }
        appliedTerm = ack.appliedTerm();
    }

    private int tick() {
        if (nextTickNanos == Long.MIN_VALUE) {
            nextTickNanos = nowNanos + config.tickNanos();
            return 0;
        }
        noteLateness();
        int ticks = 0;
        while (nextTickNanos - nowNanos <= 0) {
            if (ticks < CATCH_UP_TICKS) {
                core.tick();
                ticks++;
            }
            nextTickNanos += config.tickNanos();
        }
        if (ticks > 0) {
            publication.tick(softState, nowNanos);
            diskWatch.tick(core, nowNanos);
            space.tick(core, nowNanos);
            removal.tick(nowNanos);
            parked.retry(this::offer);
        }
        return ticks;
    }

    /** A leader that is late with its heartbeats may lose its followers. */
    private void noteLateness() {
        long late = nowNanos - nextTickNanos;
        if (late > config.tickNanos()
                && softState.role() == RoleKind.LEADER
                && core.confState().voters().size() > 1) {
            lateHeartbeats.increment();
            log.lateHeartbeat(late);
        }
    }

    /** False if the proposal has to wait for a reason that passes by itself. */
    private boolean offer(RaftInput input) {
        if (input instanceof RaftInput.Propose proposal) {
            return isSettled(core.propose(proposal.data()), proposal.requestId(), input);
        }
        ConfChange change = ((RaftInput.ProposeConfChange) input).change();
        return isSettled(core.proposeConfChange(RaftCodec.encode(change)), change.requestId(), input);
    }

    private boolean isSettled(ProposeResult result, long requestId, RaftInput input) {
        return switch (result) {
            case APPENDED, FORWARDED -> {
                proposals.offered(requestId, input, core.term());
                yield true;
            }
            case NO_LEADER, TRANSFER_IN_PROGRESS, CONF_CHANGE_PENDING -> !proposals.isWaiting(requestId);
            case UNCOMMITTED_FULL -> {
                proposals.refuse(requestId, EtcdError.TOO_MANY_REQUESTS);
                yield true;
            }
            case NOT_A_MEMBER -> {
                proposals.refuse(requestId, EtcdError.STOPPED);
                yield true;
            }
        };
    }

    private void park(RaftInput proposal, long requestId) {
        if (!parked.park(proposal)) {
            proposals.refuse(requestId, EtcdError.TOO_MANY_REQUESTS);
        }
    }

    private void dispatch(Ready ready) {
        ready.softState().ifPresent(this::changeSoftState);
        ready.persist().ifPresent(batch -> diskWatch.handed(batch.number(), nowNanos));
        dispatcher.dispatch(ready, softState.role() == RoleKind.LEADER);
        ready.readStates().forEach(state -> reads.confirmed(state.context(), state.index(), core.appliedIndex()));
    }

    private void changeSoftState(SoftState changed) {
        boolean leaderChanged = changed.leaderId() != softState.leaderId() || changed.term() != softState.term();
        long ledBefore = ledTerm(softState);
        if (changed.leaderId() != 0 && changed.leaderId() != softState.leaderId()) {
            leaderChanges.increment();
        }
        softState = changed;
        standing = standingNow();
        if (ledTerm(changed) != ledBefore) {
            leads.accept(ledTerm(changed));
        }
        if (leaderChanged) {
            space.changed();
            leaderSinceNanos = nowNanos;
            log.leaderChanged(changed);
            reads.leaderChanged();
            transfer.leaderIs(changed.leaderId());
            if (changed.leaderId() != 0) {
                parked.retry(this::offer);
            }
        }
    }

    private static long ledTerm(SoftState state) {
        return state.role() == RoleKind.LEADER ? state.term() : 0;
    }

    private Standing standingNow() {
        return new Standing(
                softState.role(),
                softState.leaderId(),
                softState.term(),
                core.commitIndex(),
                core.appliedIndex(),
                leaderSinceNanos);
    }
}
