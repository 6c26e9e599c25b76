package io.fairlead.server.raft;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.confchange.ConfChanger;
import io.fairlead.server.raft.log.LogReader;
import io.fairlead.server.raft.log.RaftLog;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.Proposal;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One member's part in the protocol, as a pure state machine. Not safe for threads: one loop makes all calls.
 *
 * <p>The node calls in with ticks, messages, proposals and acknowledgements, then, while {@link #hasReady}, takes {@link
 * #ready} and carries it out: messages to the transport, the persist batch to the log on disk, the apply batch to the state
 * machine. None of the three has to be finished before the next {@code Ready}; each is acknowledged when it is.
 *
 * <p>After a {@link io.fairlead.server.check.InvariantViolation} the core must not be used any more.
 */
public final class RaftCore {
    private final RoleContext context;
    private final TermGate gate;
    private final RaftLog log;
    private final PersistLedger persisting;
    private final ApplyLedger applying;
    private final Outbox outbox;
    private SoftState reported;

    /** A core whose disk has all that it ever acknowledged; see the other constructor. */
    public RaftCore(
            RaftConfig config,
            HardState hardState,
            ConfState confState,
            LogSlice stable,
            long appliedIndex,
            RandomGenerator random) {
        this(config, hardState, confState, stable, appliedIndex, 0, random);
    }

    /**
     * A core as recovered from disk, or a fresh one from {@code EMPTY} states and an empty slice.
     *
     * @param hardState the last one in the log on disk
     * @param confState the configuration at {@code appliedIndex}
     * @param stable the log on disk: what it begins after, and its entries, at least all above {@code appliedIndex}
     * @param appliedIndex what the state machine starts from; within {@code stable}
     * @param lossLife 0, or where the disk lost part of the log a number drawn for this start: the member then votes for nobody
     *     until it has regained from a leader what it may have acknowledged; {@link RaftEvent.LogRegained} tells when. Term and
     *     vote must be known for sure all the same
     * @param random draws election timeouts
     */
    public RaftCore(
            RaftConfig config,
            HardState hardState,
            ConfState confState,
            LogSlice stable,
            long appliedIndex,
            long lossLife,
            RandomGenerator random) {
        this.log = new RaftLog(stable, hardState.commit(), appliedIndex, config.logLimits(), config.scrutiny());
        this.context = new RoleContext(config, hardState, confState, log, new LogLoss(lossLife), random);
        this.gate = new TermGate(context);
        this.persisting = context.ledger;
        this.applying = new ApplyLedger(config.applyingBytesMax());
        this.outbox = context.outbox;
        this.reported = context.softState();
    }

    // Inputs.

    /** One tick of the logical clock has passed. */
    public void tick() {
        context.role().tick();
    }

    /** A message from a peer, or a fact about one. One that is not meant for this member is dropped. */
    public void step(Message message) {
        if (message.to() == context.id() && message.from() != context.id() && gate.admit(message)) {
            context.role().step(message);
        }
    }

    /**
     * Offers a command to the log; a follower passes it on to the leader of its term. What was taken in one term and is not among the
     * entries that were applied before the first one of a later term, is in no log that will ever be committed.
     */
    public ProposeResult propose(Bytes data) {
        return context.role().propose(List.of(new Proposal(EntryType.NORMAL, data)));
    }

    /**
     * Offers an encoded conf change to the log; a follower passes it on. There is one at a time: while another one is not
     * applied yet, or this leader's term has nothing committed, a leader refuses its own, and writes an empty entry in place
     * of one that was passed on to it.
     */
    public ProposeResult proposeConfChange(Bytes data) {
        return context.role().proposeConfChange(new Proposal(EntryType.CONF_CHANGE, data));
    }

    /**
     * Asks how far this member must have applied to serve reads that begin now. The answer is a {@link ReadState} with {@code
     * readContext}; it may never come, if a message is lost or leadership changes.
     *
     * @param readContext unique for this member: a retry takes a new one, so that a late answer can't be taken for it
     * @return false if it surely won't be answered, because no leader is known or too many reads wait
     */
    public boolean readIndex(long readContext) {
        return context.role().readIndex(readContext);
    }

    /**
     * Asks to make {@code targetId} leader, which must be a voter. Given up after an election timeout; until then the leader
     * drops proposals. That it happened shows in the soft state.
     *
     * @return false if it can't be tried: no leader is known, or the target is no voter or leads already
     */
    public boolean transferLeadership(long targetId) {
        return context.role().transferLeadership(targetId);
    }

    /** Stands for election without waiting for the timeout, if this member may and does not lead. */
    public void campaign() {
        if (context.role().kind() != RoleKind.LEADER) {
            context.elections.stand(false);
        }
    }

    /** The persist batch {@code number} and all before it are written, and durable where they must be. */
    public void onPersisted(long number) {
        persisting.onPersisted(number);
        log.onDurable(number);
        context.role().onPersisted();
    }

    /**
     * The state machine reflects everything up to {@code index}. The conf changes among it are told first, with {@link
     * #applyConfChange}; a snapshot's configuration is known already.
     */
    public void onApplied(long index) {
        log.onApplied(index);
        applying.onApplied(index);
    }

    /**
     * A committed conf change takes effect. Called for every one, in order, also for one that the membership rules refused,
     * then with {@code nodeId} 0.
     *
     * @return the configuration from now on
     */
    public ConfState applyConfChange(ConfChange change) {
        ConfState changed = ConfChanger.apply(context.confState(), change);
        if (!changed.equals(context.confState())) {
            context.setConfState(changed);
            context.role().onConfChanged();
        }
        return changed;
    }

    /**
     * Lets go of entries up to {@code index} in memory, as far as they are applied. Peers that need them get a snapshot. The
     * limits of the window do the same by themselves; this keeps it in step with a log that is released on disk.
     */
    public void compactTo(long index) {
        log.compactTo(index);
    }

    // Output.

    public boolean hasReady() {
        return !outbox.isEmpty()
                || context.role().isFlushDue()
                || log.hasUnwritten()
                || !persisting.isWritten(context.hardState())
                || hasApply()
                || !reported.equals(context.softState());
    }

    /** Everything there is to do now, each thing once. Costs little when there is nothing. */
    public Ready ready() {
        context.role().flush();
        Optional<PersistBatch> persist = takePersist();
        Optional<ApplyBatch> apply = takeApply();
        return new Ready(
                outbox.takeNow(), persist, apply, outbox.takeReadStates(), takeSoftState(), outbox.takeEvents());
    }

    // Views.

    public long id() {
        return context.id();
    }

    public RoleKind role() {
        return context.role().kind();
    }

    public long term() {
        return context.term();
    }

    /** Who leads, as far as this member knows; 0 where nobody is known to. */
    public long leaderId() {
        return context.leaderId();
    }

    /** Whether this member's disk lost part of its log, which has not come back yet. */
    public boolean isRegaining() {
        return context.loss.isRegaining();
    }

    public long commitIndex() {
        return log.committedIndex();
    }

    public long appliedIndex() {
        return log.appliedIndex();
    }

    /** The configuration in effect, as of the last applied conf change. */
    public ConfState confState() {
        return context.confState();
    }

    /** The part of the log that is in memory. Look at it between calls only. */
    public LogReader log() {
        return log;
    }

    public RaftStatus status() {
        return new RaftStatus(
                context.id(),
                role(),
                context.term(),
                context.vote(),
                context.leaderId(),
                log.firstIndex(),
                log.lastIndex(),
                log.stableIndex(),
                log.committedIndex(),
                log.appliedIndex(),
                log.bytesInMemory(),
                log.uncommittedBytes(),
                context.role().transferTarget(),
                context.confState(),
                context.role().peers());
    }

    private Optional<PersistBatch> takePersist() {
        HardState hardState = context.hardState();
        boolean force = log.hasUnwritten() || persisting.needsForce(hardState, log.committedConfChange());
        if (!force && !persisting.isForcePending()) {
            outbox.releaseAfterDurable();
        }
        boolean written = persisting.isWritten(hardState);
        if (!force && written && !outbox.hasAfterDurable()) {
            return Optional.empty();
        }
        long number = persisting.nextNumber();
        SnapshotMeta snapshot = log.takeSnapshot(number);
        LogSlice entries = log.takeEntries(number);
        persisting.sent(hardState, force);
        return Optional.of(new PersistBatch(
                number, snapshot, entries, written ? HardState.EMPTY : hardState, force, outbox.takeAfterDurable()));
    }

    private boolean hasApply() {
        return log.hasRestorable() || (log.hasApplicable(persisting.durableCommit()) && !applying.isFull());
    }

    private Optional<ApplyBatch> takeApply() {
        if (!hasApply()) {
            return Optional.empty();
        }
        ApplyBatch batch = log.hasRestorable()
                ? new ApplyBatch(log.takeRestorable(), List.of())
                : new ApplyBatch(
                        SnapshotMeta.NONE,
                        log.takeApplicable(context.config.applyBytesMax(), persisting.durableCommit()));
        applying.sent(batch);
        return Optional.of(batch);
    }

    private Optional<SoftState> takeSoftState() {
        SoftState current = context.softState();
        if (current.equals(reported)) {
            return Optional.empty();
        }
        reported = current;
        return Optional.of(current);
    }
}
