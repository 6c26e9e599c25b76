package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmMember;
import io.fairlead.api.pb.etcdserverpb.DowngradeRequest;
import io.fairlead.api.pb.etcdserverpb.DowngradeResponse;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.HashResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.server.auth.AuthView;
import io.fairlead.server.auth.Proofs;
import io.fairlead.server.auth.TestProofs;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.database.DatabaseImage;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.membership.Downgrade;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberChange;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeGlance;
import io.fairlead.server.node.NodeLeases;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.txn.RangePages;
import io.fairlead.server.watch.InnerWatch;
import io.fairlead.server.watch.WatchOutlet;
import io.fairlead.server.watch.WatchPermit;
import io.fairlead.server.watch.WatchReceiver;
import io.fairlead.server.watch.WatchSpec;
import io.fairlead.server.watch.WatchStream;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A node that answers what a test puts into it, and remembers what it was asked. */
public final class FakeNode implements Node {
    /** What was asked, in words. */
    public final Queue<String> asked = new ConcurrentLinkedQueue<>();

    public final AtomicInteger barriers = new AtomicInteger();
    public volatile CompletableFuture<Answer<MessageLite>> proposal = refuse();
    public volatile CompletableFuture<Answer<RangeResponse>> range = refuse();
    public volatile CompletableFuture<Answer<TxnResponse>> readTxn = refuse();
    public volatile CompletableFuture<Answer<Long>> barrier = CompletableFuture.completedFuture(Answer.ok(7L));
    public volatile CompletableFuture<Answer<HashKVResponse>> hash = refuse();
    public volatile CompletableFuture<Answer<HashResponse>> hashAll = refuse();
    public volatile CompletableFuture<Answer<Long>> defragment = refuse();
    public volatile CompletableFuture<Answer<DowngradeResponse>> downgrade = refuse();
    public volatile boolean room = true;
    public volatile CompletableFuture<Answer<MemberChange>> change = refuse();
    public volatile CompletableFuture<Answer<Long>> transfer = refuse();
    public volatile CompletableFuture<Answer<Long>> renewal = refuse();
    public volatile CompletableFuture<Answer<LeaseLife>> life = refuse();
    public volatile CompletableFuture<Answer<List<Long>>> leases = refuse();
    public volatile AuthView auth = AuthView.EMPTY;
    public volatile Proofs proofs = TestProofs.proofs();
    public volatile List<Member> members = List.of();
    public volatile NodeStatus status = status(1, false, List.of());

    public static NodeStatus status(long leader, boolean learner, List<AlarmMember> alarms) {
        return status(leader, learner, alarms, Downgrade.NONE);
    }

    public static NodeStatus status(long leader, boolean learner, List<AlarmMember> alarms, Downgrade downgrade) {
        return new NodeStatus(
                0xC1,
                0xFFFF_0000_0000_0001L,
                "m1",
                leader,
                4,
                90,
                89,
                55,
                learner,
                4096,
                1024,
                "3.6.0",
                alarms,
                downgrade,
                "");
    }

    public static <T> CompletableFuture<Answer<T>> ok(T value) {
        return CompletableFuture.completedFuture(Answer.ok(value));
    }

    public static <T> CompletableFuture<Answer<T>> refuse() {
        return refuse(EtcdError.TIMEOUT);
    }

    public static <T> CompletableFuture<Answer<T>> refuse(EtcdError error) {
        return CompletableFuture.completedFuture(Answer.refused(error));
    }

    @Override
    public CompletableFuture<Answer<MessageLite>> propose(CommandKind kind, MessageLite request, Requester requester) {
        asked.add("propose " + kind);
        return proposal;
    }

    @Override
    public CompletableFuture<Answer<RangeResponse>> range(RangeRequest request, Requester requester) {
        asked.add(request.getSerializable() ? "range serializable" : "range");
        return range;
    }

    @Override
    public CompletableFuture<Answer<RangePages>> rangePages(RangeRequest request, Requester requester) {
        return refuse();
    }

    @Override
    public CompletableFuture<Answer<TxnResponse>> readTxn(TxnRequest request, Requester requester) {
        asked.add("read txn");
        return readTxn;
    }

    @Override
    public CompletableFuture<Answer<Long>> linearizableReadBarrier() {
        barriers.incrementAndGet();
        asked.add("barrier");
        return barrier;
    }

    /** The state that snapshots are taken of. */
    final MemoryBackend state = new MemoryBackend(new FileOwner(1, 2));

    /** Whether that state fails to be read. */
    public volatile boolean unreadable;

    @Override
    public DatabaseImage openDatabase() throws IOException {
        if (unreadable) {
            throw new IOException("no disk");
        }
        return DatabaseImage.of(state.openView());
    }

    @Override
    public NodeLeases leases() {
        return new NodeLeases() {
            @Override
            public CompletableFuture<Answer<MessageLite>> grant(LeaseGrantRequest request, Requester requester) {
                asked.add("grant " + request.getID() + " for " + request.getTTL());
                return proposal;
            }

            @Override
            public CompletableFuture<Answer<Long>> renew(long id) {
                asked.add("renew " + id);
                return renewal;
            }

            @Override
            public CompletableFuture<Answer<LeaseLife>> life(long id, boolean withKeys, Requester requester) {
                asked.add("life " + id);
                return life;
            }

            @Override
            public CompletableFuture<Answer<List<Long>>> all(Requester requester) {
                asked.add("leases");
                return leases;
            }
        };
    }

    @Override
    public CompletableFuture<Answer<HashKVResponse>> hashKv(long revision) {
        asked.add("hash " + revision);
        return hash;
    }

    @Override
    public CompletableFuture<Answer<HashResponse>> hash() {
        asked.add("hash all");
        return hashAll;
    }

    @Override
    public CompletableFuture<Answer<Long>> defragment() {
        asked.add("defragment");
        return defragment;
    }

    @Override
    public boolean hasRoomFor(MessageLite request) {
        return room;
    }

    @Override
    public CompletableFuture<Void> raiseNoSpace() {
        asked.add("raise no space");
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Answer<DowngradeResponse>> downgrade(DowngradeRequest request) {
        asked.add("downgrade " + request.getAction() + " " + request.getVersion());
        return downgrade;
    }

    @Override
    public CompletableFuture<Answer<MemberChange>> addMember(List<String> peerUrls, boolean learner) {
        asked.add("add " + peerUrls + " " + learner);
        return change;
    }

    @Override
    public CompletableFuture<Answer<MemberChange>> removeMember(long id) {
        asked.add("remove " + id);
        return change;
    }

    @Override
    public CompletableFuture<Answer<MemberChange>> updateMember(long id, List<String> peerUrls) {
        asked.add("update " + id + " " + peerUrls);
        return change;
    }

    @Override
    public CompletableFuture<Answer<MemberChange>> promoteMember(long id) {
        asked.add("promote " + id);
        return change;
    }

    @Override
    public CompletableFuture<Answer<Long>> transferLeadership(long targetId) {
        asked.add("transfer " + targetId);
        return transfer;
    }

    @Override
    public Answer<WatchStream> openWatchStream(WatchOutlet outlet, WatchPermit permit, long progressNanos) {
        return Answer.refused(EtcdError.STOPPED);
    }

    @Override
    public InnerWatch watch(WatchSpec spec, WatchReceiver receiver) {
        throw new UnsupportedOperationException("nobody watches from within");
    }

    @Override
    public AuthView auth() {
        return auth;
    }

    @Override
    public Proofs proofs() {
        return proofs;
    }

    @Override
    public List<Member> members() {
        return members;
    }

    @Override
    public NodeGlance glance() {
        NodeStatus now = status;
        return new NodeGlance(now.clusterId(), now.memberId(), now.leaderId(), now.term(), now.learner());
    }

    @Override
    public long revision() {
        return status.revision();
    }

    @Override
    public NodeStatus status() {
        return status;
    }
}
