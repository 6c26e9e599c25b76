package io.fairlead.server.node;

import com.google.protobuf.MessageLite;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.DowngradeRequest;
import io.fairlead.api.pb.etcdserverpb.DowngradeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.HashResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.server.apply.AppliedState;
import io.fairlead.server.apply.ApplyTask;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.auth.Proofs;
import io.fairlead.server.command.CommandCodec;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.database.DatabaseImage;
import io.fairlead.server.duty.LeaseDuty;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberChange;
import io.fairlead.server.membership.Membership;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import io.fairlead.server.storage.backend.BackendLoop;
import io.fairlead.server.transport.LeaderCalls;
import io.fairlead.server.txn.RangePages;
import io.fairlead.server.txn.RequestRules;
import io.fairlead.server.txn.SpaceCost;
import io.fairlead.server.watch.InnerWatch;
import io.fairlead.server.watch.WatchLoop;
import io.fairlead.server.watch.WatchOutlet;
import io.fairlead.server.watch.WatchPermit;
import io.fairlead.server.watch.WatchReceiver;
import io.fairlead.server.watch.WatchSpec;
import io.fairlead.server.watch.WatchStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The node's face: turns calls into inputs of the raft loop, and reads into looks at the published state. Any thread. */
final class MemberNode implements Node {
    private final NodeConfig config;
    private final Clock clock;
    private final RequestIds requestIds;
    private final Proposals proposals;
    private final Mailbox<RaftInput> raftMailbox;
    private final Supplier<Standing> standing;
    private final AppliedState state;
    private final MemberChanges memberChanges;
    private final WatchLoop watchLoop;
    private final LeaseCalls leases;
    private final Maintenance maintenance;
    private final Proofs proofs;
    private final ClusterSpace space;
    private final UpkeepMeter upkeep = new UpkeepMeter();

    /** Why the member no longer takes part; empty while it does. */
    private volatile String stopped = "";

    /** The last glance that was made. Whoever finds it out of date makes the next one; it matters to none who wins. */
    private volatile Glanced glanced;

    /** A glance, and the membership it was made from. */
    private record Glanced(Membership membership, NodeGlance glance) {}

    MemberNode(
            NodeConfig config,
            Clock clock,
            RequestIds requestIds,
            Proposals proposals,
            Mailbox<RaftInput> raftMailbox,
            Supplier<Standing> standing,
            AppliedState state,
            MemberChanges memberChanges,
            WatchLoop watchLoop,
            Mailbox<ApplyTask> applyMailbox,
            LeaseDuty leaseDuty,
            LeaderCalls leader,
            BackendLoop backendLoop,
            ScanLoop scans,
            Proofs proofs,
            ClusterSpace space) {
        this.config = config;
        this.clock = clock;
        this.requestIds = requestIds;
        this.proposals = proposals;
        this.raftMailbox = raftMailbox;
        this.standing = standing;
        this.state = state;
        this.memberChanges = memberChanges;
        this.watchLoop = watchLoop;
        this.leases = new LeaseCalls(config, clock, requestIds, standing, state, applyMailbox, leaseDuty, leader, this);
        this.maintenance = new Maintenance(
                config.memberId(),
                () -> standing.get().appliedIndex(),
                state,
                applyMailbox,
                backendLoop,
                scans,
                (kind, request) -> propose(kind, request, Requester.MEMBER),
                this::linearizableReadBarrier);
        this.proofs = proofs;
        this.space = space;
        this.glanced = glanceNow(standing.get(), state.membership());
    }

    @Override
    public CompletableFuture<Answer<MessageLite>> propose(CommandKind kind, MessageLite request, Requester requester) {
        Standing now = standing.get();
        if (now.commitIndex() - now.appliedIndex() > NodeConfig.BACKLOG_MAX) {
            return refused(EtcdError.TOO_MANY_REQUESTS);
        }
        if (space.isSpent() || (space.isShort() && SpaceCost.of(request) > 0)) {
            return refused(EtcdError.NO_SPACE);
        }
        long requestId = requestIds.next();
        Bytes data = CommandCodec.encode(requestId, kind, request, inTheLog(requester));
        if (data.size() > config.requestBytesMax()) {
            return refused(EtcdError.REQUEST_TOO_LARGE);
        }
        CompletableFuture<Answer<MessageLite>> answer = proposals.register(requestId, clock.nanos());
        if (!raftMailbox.offer(new RaftInput.Propose(requestId, data))) {
            proposals.refuse(requestId, EtcdError.TOO_MANY_REQUESTS);
        }
        return answer;
    }

    /** As {@link io.fairlead.server.duty.LeaderProposals} says. */
    CompletableFuture<Answer<MessageLite>> proposeAsLeader(long term, CommandKind kind, MessageLite request) {
        long requestId = requestIds.next();
        Bytes data = CommandCodec.encode(requestId, kind, request, inTheLog(Requester.MEMBER));
        CompletableFuture<Answer<MessageLite>> answer = proposals.register(requestId, clock.nanos());
        if (!raftMailbox.offer(new RaftInput.ProposeAsLeader(requestId, data, term))) {
            proposals.refuse(requestId, EtcdError.TOO_MANY_REQUESTS);
        }
        return answer;
    }

    @Override
    public LeaseCalls leases() {
        return leases;
    }

    @Override
    public CompletableFuture<Answer<RangeResponse>> range(RangeRequest request, Requester requester) {
        if (request.getSerializable()) {
            return CompletableFuture.completedFuture(state.range(request, requester));
        }
        return linearizableReadBarrier()
                .thenApply(confirmed -> confirmed.flatMap(index -> state.range(request, requester)));
    }

    @Override
    public CompletableFuture<Answer<RangePages>> rangePages(RangeRequest request, Requester requester) {
        if (request.getSerializable()) {
            return CompletableFuture.completedFuture(state.rangePages(request, config.requestBytesMax(), requester));
        }
        return linearizableReadBarrier()
                .thenApply(confirmed ->
                        confirmed.flatMap(index -> state.rangePages(request, config.requestBytesMax(), requester)));
    }

    @Override
    public CompletableFuture<Answer<TxnResponse>> readTxn(TxnRequest request, Requester requester) {
        if (RequestRules.isSerializable(request)) {
            return CompletableFuture.completedFuture(state.readTxn(request, requester));
        }
        return linearizableReadBarrier()
                .thenApply(confirmed -> confirmed.flatMap(index -> state.readTxn(request, requester)));
    }

    @Override
    public CompletableFuture<Answer<Long>> linearizableReadBarrier() {
        if (!stopped.isEmpty()) {
            return refused(EtcdError.STOPPED);
        }
        CompletableFuture<Answer<Long>> future = new CompletableFuture<>();
        if (!raftMailbox.offer(new RaftInput.Read(future))) {
            future.complete(Answer.refused(EtcdError.TOO_MANY_REQUESTS));
        }
        return future;
    }

    @Override
    public DatabaseImage openDatabase() throws IOException {
        return DatabaseImage.of(state.openView());
    }

    @Override
    public CompletableFuture<Answer<HashKVResponse>> hashKv(long revision) {
        return UpkeepMeter.time(maintenance.hashKv(revision), upkeep.hashesAt(), clock::nanos);
    }

    /** Lets {@code check} judge the keys, before any loop runs. */
    void checkState(StartCheck check) throws IOException {
        if (state.hash(0) instanceof Answer.Ok<KvHash> own) {
            check.check(own.value(), state.membership().all());
        }
    }

    /** As {@link io.fairlead.server.transport.PeerAnswers} says. */
    CompletableFuture<Answer<HashReport>> reportHash(long revision) {
        return maintenance.reportHash(revision);
    }

    @Override
    public CompletableFuture<Answer<HashResponse>> hash() {
        return UpkeepMeter.time(maintenance.hash(), upkeep.hashes(), clock::nanos);
    }

    @Override
    public CompletableFuture<Answer<Long>> defragment() {
        upkeep.defragmentsBegun().increment();
        return UpkeepMeter.time(maintenance.defragment(), upkeep.defragments(), clock::nanos);
    }

    @Override
    public boolean hasRoomFor(MessageLite request) {
        return state.hasRoomFor(request);
    }

    @Override
    public CompletableFuture<Void> raiseNoSpace() {
        return maintenance.raiseNoSpace();
    }

    @Override
    public CompletableFuture<Answer<DowngradeResponse>> downgrade(DowngradeRequest request) {
        return maintenance.downgrade(request);
    }

    @Override
    public CompletableFuture<Answer<MemberChange>> addMember(List<String> peerUrls, boolean learner) {
        return memberChanges.add(peerUrls, learner);
    }

    @Override
    public CompletableFuture<Answer<MemberChange>> removeMember(long id) {
        return memberChanges.remove(id);
    }

    @Override
    public CompletableFuture<Answer<MemberChange>> updateMember(long id, List<String> peerUrls) {
        return memberChanges.update(id, peerUrls);
    }

    @Override
    public CompletableFuture<Answer<MemberChange>> promoteMember(long id) {
        boolean leads = standing.get().leaderId() == config.memberId();
        return memberChanges
                .promote(id, standing.get(), this::linearizableReadBarrier)
                .thenApply(answer -> {
                    if (leads && answer instanceof Answer.Ok) {
                        upkeep.promotions().increment();
                    }
                    return answer;
                });
    }

    @Override
    public CompletableFuture<Answer<Long>> transferLeadership(long targetId) {
        CompletableFuture<Answer<Long>> future = new CompletableFuture<>();
        raftMailbox.post(new RaftInput.Transfer(targetId, future));
        return future;
    }

    @Override
    public Answer<WatchStream> openWatchStream(WatchOutlet outlet, WatchPermit permit, long progressNanos) {
        return watchLoop.open(outlet, permit, progressNanos);
    }

    @Override
    public InnerWatch watch(WatchSpec spec, WatchReceiver receiver) {
        return watchLoop.watch(spec, receiver);
    }

    @Override
    public AuthView auth() {
        return state.auth();
    }

    @Override
    public Proofs proofs() {
        return proofs;
    }

    @Override
    public List<Member> members() {
        return state.membership().all();
    }

    @Override
    public NodeGlance glance() {
        Standing now = standing.get();
        Membership membership = state.membership();
        Glanced last = glanced;
        NodeGlance glance = last.glance();
        if (last.membership() == membership && glance.leaderId() == now.leaderId() && glance.term() == now.term()) {
            return glance;
        }
        Glanced next = glanceNow(now, membership);
        glanced = next;
        return next.glance();
    }

    private Glanced glanceNow(Standing now, Membership membership) {
        boolean learner =
                membership.find(config.memberId()).map(Member::learner).orElse(false);
        return new Glanced(
                membership, new NodeGlance(config.clusterId(), config.memberId(), now.leaderId(), now.term(), learner));
    }

    @Override
    public long revision() {
        return state.revision();
    }

    UpkeepMeter upkeep() {
        return upkeep;
    }

    /** How many callers wait for the upkeep that they asked for. */
    int promisesCount() {
        return maintenance.promisesCount();
    }

    @Override
    public NodeStatus status() {
        Standing now = standing.get();
        return new NodeStatus(
                config.clusterId(),
                config.memberId(),
                config.name(),
                now.leaderId(),
                now.term(),
                now.commitIndex(),
                now.appliedIndex(),
                state.revision(),
                state.membership().find(config.memberId()).map(Member::learner).orElse(false),
                state.backendSize(),
                state.backendSizeInUse(),
                state.membership().clusterVersion(),
                alarms(),
                state.downgrade(),
                stopped);
    }

    /** Those the cluster knows, and that this member's disk is full: as long as it is, nobody can be told through the log. */
    private List<AlarmMember> alarms() {
        List<AlarmMember> raised = state.alarms();
        if (!space.isShort() || state.isOutOfSpace(config.memberId())) {
            return raised;
        }
        List<AlarmMember> all = new ArrayList<>(raised);
        all.add(AlarmMember.newBuilder()
                .setMemberID(config.memberId())
                .setAlarm(AlarmType.NOSPACE)
                .build());
        return all;
    }

    /** The member takes no further part: whoever waits or asks hears so. */
    void stop(String why) {
        stopped = why;
        proposals.close(EtcdError.STOPPED);
        maintenance.stop();
    }

    /** Whom the log names for {@code requester}: what the member itself wants, it wants as root. */
    private Requester inTheLog(Requester requester) {
        if (!requester.isMember()) {
            return requester;
        }
        AuthView users = state.auth();
        return users.enabled() ? new Requester(AuthView.ROOT, users.revision()) : Requester.NONE;
    }

    private static <T> CompletableFuture<Answer<T>> refused(EtcdError error) {
        return CompletableFuture.completedFuture(Answer.refused(error));
    }
}
