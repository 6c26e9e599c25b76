package io.fairlead.server.node;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.server.apply.AppliedState;
import io.fairlead.server.apply.ApplyAck;
import io.fairlead.server.apply.ApplyListener;
import io.fairlead.server.apply.ApplyLoop;
import io.fairlead.server.apply.ApplyTask;
import io.fairlead.server.command.CommandCodec;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.duty.CompactionDuty;
import io.fairlead.server.duty.CorruptionDuty;
import io.fairlead.server.duty.Duty;
import io.fairlead.server.duty.DutyInput;
import io.fairlead.server.duty.DutyLoop;
import io.fairlead.server.duty.LeaseDuty;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.LoopHost;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.membership.MembershipStore;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.raft.RaftConfig;
import io.fairlead.server.raft.RaftCore;
import io.fairlead.server.raft.log.LogLimits;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.BackendLoop;
import io.fairlead.server.storage.backend.UnreadableRecordException;
import io.fairlead.server.storage.disk.DiskSpace;
import io.fairlead.server.storage.snapshot.SnapshotStore;
import io.fairlead.server.storage.wal.WalListener;
import io.fairlead.server.storage.wal.WalLoop;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.transport.InboundSink;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.PeerAnswers;
import io.fairlead.server.transport.SnapshotSink;
import io.fairlead.server.watch.WatchLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One running member: its loops, wired to each other, over a log and a state that recovery put together.
 *
 * <p>{@link #start} returns at once; {@link #published()} completes when the cluster knows the member. A loop that fails ends
 * the member: {@link #ended()} completes, and whoever started it calls {@link #stop()}.
 */
public final class MemberRuntime {
    /** Messages and proposals that may wait for the raft loop. */
    private static final int RAFT_MAILBOX = 16_384;

    /** Data on its way to one peer. */
    private static final long INFLIGHT_BYTES_MAX = 64L << 20;

    private final long memberId;
    private final NodeEnvironment environment;
    private final NodeLog log;
    private final Backend backend;
    private final Mailbox<RaftInput> raftMailbox = new Mailbox<>(RAFT_MAILBOX);
    private final Mailbox<ApplyTask> applyMailbox = new Mailbox<>(Integer.MAX_VALUE);
    private final MembershipStore membership;
    private final MemberNode node;
    private final Publication publication;
    private final Snapshots snapshots;
    private final ReadyDispatcher dispatcher;
    private final WalLoop walLoop;
    private final BackendLoop backendLoop;
    private final ApplyLoop applyLoop;
    private final WatchLoop watchLoop;
    private final ScanLoop scanLoop = new ScanLoop();
    private final RaftLoop raftLoop;
    private final ApplyMeter applyMeter = new ApplyMeter();
    private final NodeMeters meters;
    private final DutyLoop dutyLoop;
    private final List<LoopHost.Running> running = new ArrayList<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private MemberRuntime(
            NodeConfig config,
            NodePaths paths,
            Backend backend,
            List<PeerAddress> firstPeers,
            NodeEnvironment environment,
            NodeLog log,
            Recovery recovery) {
        this.memberId = config.memberId();
        this.environment = environment;
        this.log = log;
        this.backend = backend;
        Clock clock = environment.host().clock();
        AppliedState state = new AppliedState(
                backend,
                config.learnersMax(),
                config.quotaBytes(),
                environment.proofs().tokens(),
                environment.failpoints());
        membership = state.membershipStore();
        RequestIds requestIds = new RequestIds(config.memberId(), clock.wallMillis());
        Proposals proposals = new Proposals(config.requestTimeoutNanos());
        SnapshotFiles snapshotFiles = new SnapshotFiles(
                new SnapshotStore(environment.disk(), paths.snap()),
                membership,
                config.snapshotsKept(),
                environment.failpoints());
        DiskSpace space = new DiskSpace(log::spaceChanged);
        ClusterSpace clusterSpace = new ClusterSpace(config.memberId(), config.electionTimeoutNanos(), space);
        walLoop = new WalLoop(recovery.wal(), clock, WalListener.NONE, space, environment.failpoints());
        backendLoop = new BackendLoop(
                backend, BackendLoop.Config.DEFAULT, this::stateForced, space, environment.failpoints());
        backend.onUnreadable(this::endOfDamage);
        snapshots = new Snapshots(
                config,
                backend,
                snapshotFiles,
                environment.transport(),
                raftMailbox,
                () -> {
                    boolean unusedTaken = backendLoop.force(mark -> {});
                },
                unwanted -> {
                    boolean unusedTaken = backendLoop.discard(unwanted);
                },
                this::endOfDamage,
                recovery.log().previous().index(),
                log);
        dispatcher = new ReadyDispatcher(
                config.memberId(),
                environment.transport(),
                walLoop,
                applyMailbox,
                raftMailbox,
                membership,
                firstPeers,
                snapshots,
                clusterSpace,
                log,
                environment.failpoints());
        publication = new Publication(
                config,
                membership,
                (kind, request) -> {
                    long id = requestIds.next();
                    raftMailbox.post(new RaftInput.Propose(id, CommandCodec.encode(id, kind, request, Requester.NONE)));
                },
                clock.nanos());
        watchLoop = state.watchLoop();
        Mailbox<DutyInput> dutyMailbox = new Mailbox<>(DutyLoop.INPUTS_MAX);
        LeaseDuty leaseDuty =
                new LeaseDuty(state.leaseStore(), config.electionTimeoutNanos(), this::proposeAsLeader, dutyMailbox);
        state.leaseStore().onChange(leaseDuty);
        List<Duty> duties = new ArrayList<>(List.of(leaseDuty));
        CompactionDuty.of(config.autoCompaction(), state::revision, this::proposeAsLeader, dutyMailbox, clock.nanos())
                .ifPresent(duties::add);
        MembersKeys keys = new MembersKeys(
                config.memberId(),
                state,
                environment.transport().leaderCalls(),
                this::reportHash,
                this::linearizableReadBarrier,
                log);
        CorruptionDuty.of(config.corruptionChecks(), keys, this::proposeAsLeader, dutyMailbox)
                .ifPresent(duties::add);
        dutyLoop = new DutyLoop(dutyMailbox, duties);
        applyLoop = new ApplyLoop(
                state,
                applyMailbox,
                snapshots::receivedFor,
                scanLoop,
                new Answers(proposals),
                clock,
                space,
                environment.failpoints());
        raftLoop = new RaftLoop(
                config,
                core(config, environment, recovery),
                raftMailbox,
                proposals,
                requestIds.next(),
                dispatcher,
                snapshots,
                publication,
                new TimeoutReasons(config, environment.transport()),
                new Removal(config.memberId(), config.electionTimeoutNanos(), this::endOfMembership),
                dutyLoop::leads,
                clusterSpace,
                log);
        MemberChanges memberChanges =
                new MemberChanges(config, clock, requestIds, proposals, raftMailbox, environment.transport(), state);
        node = new MemberNode(
                config,
                clock,
                requestIds,
                proposals,
                raftMailbox,
                raftLoop::standing,
                state,
                memberChanges,
                watchLoop,
                applyMailbox,
                leaseDuty,
                environment.transport().leaderCalls(),
                backendLoop,
                scanLoop,
                environment.proofs(),
                clusterSpace);
        meters = new NodeMeters(
                node::status,
                () -> counts(proposals, state),
                state.keyMeter(),
                state.leaseStore().meter(),
                watchLoop.meter(),
                applyMeter,
                node.upkeep());
    }

    private NodeCounts counts(Proposals proposals, AppliedState state) {
        return new NodeCounts(
                raftLoop.leaderChanges(),
                raftLoop.lateHeartbeats(),
                proposals.size(),
                proposals.failedCount(),
                raftLoop.reads().slowCount(),
                raftLoop.reads().failedCount(),
                watchLoop.feed().changesWaiting(),
                state.compactedRevision(),
                state.auth().revision(),
                state.quotaBytes(),
                snapshots.isInstalling());
    }

    /**
     * Recovers log and state, and starts the loops.
     *
     * @param backend open; closed by {@link #stop()}, and here if the start fails
     * @param firstPeers the peers to speak to until the log has told who they are
     * @param check asked before any loop runs, unless the state is that of a new member
     * @throws IOException if log and state can't be used or do not belong together, or {@code check} says so; the message says
     *     what to do
     */
    public static MemberRuntime start(
            NodeConfig config,
            NodePaths paths,
            WalOptions walOptions,
            Backend backend,
            List<PeerAddress> firstPeers,
            NodeEnvironment environment,
            NodeLog log,
            StartCheck check)
            throws IOException {
        Recovery recovery = Recovery.run(environment.disk(), paths.wal(), walOptions, backend);
        recovery.repair().ifPresent(log::repaired);
        if (recovery.regaining()) {
            log.regaining();
        }
        MemberRuntime runtime;
        try {
            runtime = new MemberRuntime(config, paths, backend, firstPeers, environment, log, recovery);
            if (recovery.applied().index() > 0) {
                runtime.node.checkState(check);
            }
        } catch (UnreadableRecordException e) {
            recovery.wal().close();
            throw new IOException("the applied state could be read once and now it can't: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            recovery.wal().close();
            throw e;
        }
        runtime.startLoops();
        return runtime;
    }

    private static RaftCore core(NodeConfig config, NodeEnvironment environment, Recovery recovery) {
        NodeLimits limits = config.limits();
        RaftConfig raftConfig = RaftConfig.of(config.memberId())
                .ticks(config.electionTicks(), 1)
                .initialElapsedTicks(config.initialElapsedTicks())
                .preVote(config.preVote())
                .appendBytesMax(limits.appendBytesMax())
                .inflightsMax(limits.inflightMessagesMax(), INFLIGHT_BYTES_MAX)
                .applyMax(limits.applyBytesMax(), limits.applyingBytesMax())
                .logLimits(new LogLimits(config.catchUpEntries(), LogLimits.DEFAULT.bytesMax()))
                .scrutiny(config.scrutiny())
                .build();
        return new RaftCore(
                raftConfig,
                recovery.hardState(),
                recovery.appliedMeta().confState(),
                recovery.log(),
                recovery.applied().index(),
                recovery.regaining() ? environment.random().nextLong() | 1 : 0,
                environment.random());
    }

    private void startLoops() {
        LoopHost host = environment.host();
        for (Loop loop : List.of(walLoop, backendLoop, scanLoop, watchLoop, applyLoop, dutyLoop, raftLoop)) {
            running.add(host.start(loop, (failed, cause) -> {
                log.failed(failed.name(), cause);
                end("loop " + failed.name() + " failed: " + cause);
            }));
        }
        environment.transport().start(new Inbound());
        dispatcher.reconcilePeers();
    }

    public Node node() {
        return node;
    }

    /** What the member counts. */
    public NodeMeters meters() {
        return meters;
    }

    /** What the member answers to the calls of its peers. */
    public PeerAnswers peerAnswers() {
        return new MemberAnswers(memberId, node, membership);
    }

    /** The member can be reached by clients at these URLs: makes it known to the cluster. */
    public void publish(List<String> clientUrls) {
        raftMailbox.post(new RaftInput.Publish(clientUrls));
    }

    /** Completes when the cluster knows this member's name and client URLs: it then serves clients. */
    public CompletableFuture<Void> published() {
        return publication.published();
    }

    /**
     * Completes with the reason when the member can't go on: a loop failed, or it was removed from the cluster. On a thread
     * of the member; whoever reacts by {@link #stop()} does so on another.
     */
    public CompletableFuture<String> ended() {
        return ended;
    }

    /** What waits in this member. Completes on its raft loop; never if the member stops before. */
    public CompletableFuture<Backlog> backlog() {
        CompletableFuture<Backlog> future = new CompletableFuture<>();
        raftMailbox.post(new RaftInput.AskBacklog(node::promisesCount, applyMailbox::size, future));
        return future;
    }

    /**
     * Before a planned stop: a leader hands over to another voter, so that nobody has to wait for an election.
     *
     * @return completes when that is done or has failed, and at once if there is nothing to hand over
     */
    public CompletableFuture<Void> handOver() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        raftMailbox.post(new RaftInput.HandOver(done));
        return done;
    }

    /** Stops the loops, answers whoever waits, closes log and state. Blocks until that is done. Not for a loop's thread. */
    public void stop() throws IOException {
        node.stop("stopped");
        environment.transport().close();
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).stop();
        }
        node.stop("stopped");
        backend.close();
    }

    private CompletableFuture<Answer<MessageLite>> proposeAsLeader(long term, CommandKind kind, MessageLite request) {
        return node.proposeAsLeader(term, kind, request);
    }

    private CompletableFuture<Answer<HashReport>> reportHash(long revision) {
        return node.reportHash(revision);
    }

    private CompletableFuture<Answer<Long>> linearizableReadBarrier() {
        return node.linearizableReadBarrier();
    }

    /** First reason wins. */
    private void end(String why) {
        node.stop(why);
        ended.complete(why);
    }

    private void endOfMembership(String why) {
        log.removed();
        end(why);
    }

    /** What the disk holds can't be trusted any more. Any thread. */
    private void endOfDamage(Exception damage) {
        log.damaged(damage);
        end("its files can't be trusted: " + damage.getMessage());
    }

    /** Backend loop. */
    private void stateForced(AppliedMark mark) throws IOException {
        snapshots.forced(mark);
    }

    /** What peers' words reach. Transport threads. */
    private final class Inbound implements InboundSink {
        @Override
        public void receive(Message message) {
            raftMailbox.offer(new RaftInput.Receive(message));
        }

        @Override
        public SnapshotSink openSnapshot(Message.InstallSnapshot announcement) throws IOException {
            return snapshots.receive(announcement);
        }

        @Override
        public void removedFromCluster(long peerId) {
            raftMailbox.offer(new RaftInput.ToldRemoved(peerId));
        }
    }

    /** Whom the apply loop tells. */
    private final class Answers implements ApplyListener {
        private final Proposals proposals;

        Answers(Proposals proposals) {
            this.proposals = proposals;
        }

        @Override
        public void answer(long requestId, Answer<?> answer) {
            proposals.answer(requestId, answer);
        }

        @Override
        public void carriedOut(CommandKind kind, boolean done, long nanos) {
            applyMeter.carriedOut(kind, done, nanos);
            if (log.slowApply(kind, nanos)) {
                applyMeter.wasSlow();
            }
        }

        @Override
        public void takesLonger(long requestId) {
            proposals.takesLonger(requestId);
        }

        @Override
        public void spaceExhausted() {
            var unused = node.raiseNoSpace();
        }

        @Override
        public void applied(ApplyAck ack) {
            raftMailbox.post(new RaftInput.Applied(ack));
        }
    }
}
