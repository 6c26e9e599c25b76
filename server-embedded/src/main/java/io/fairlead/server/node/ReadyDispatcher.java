package io.fairlead.server.node;

import io.fairlead.server.apply.ApplyTask;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.membership.Membership;
import io.fairlead.server.membership.MembershipStore;
import io.fairlead.server.raft.ApplyBatch;
import io.fairlead.server.raft.PersistBatch;
import io.fairlead.server.raft.RaftEvent;
import io.fairlead.server.raft.Ready;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.wal.WalLoop;
import io.fairlead.server.storage.wal.WalWrite;
import io.fairlead.server.transport.PeerAddress;
import io.fairlead.server.transport.PeerTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sends each {@code Ready} out of its three doors: messages that may leave at once to the peers; what must be durable to the
 * log, with the letters that wait for it in an envelope; what is committed to the apply loop. Called on the raft loop; the
 * envelope is opened on the wal loop and only hands on.
 */
final class ReadyDispatcher {
    private final long memberId;
    private final PeerTransport transport;
    private final WalLoop wal;
    private final Mailbox<ApplyTask> applyMailbox;
    private final Mailbox<RaftInput> raftMailbox;
    private final MembershipStore membership;
    private final List<PeerAddress> firstPeers;
    private final Snapshots snapshots;
    private final ClusterSpace space;
    private final NodeLog log;
    private final Failpoints failpoints;

    ReadyDispatcher(
            long memberId,
            PeerTransport transport,
            WalLoop wal,
            Mailbox<ApplyTask> applyMailbox,
            Mailbox<RaftInput> raftMailbox,
            MembershipStore membership,
            List<PeerAddress> firstPeers,
            Snapshots snapshots,
            ClusterSpace space,
            NodeLog log,
            Failpoints failpoints) {
        this.memberId = memberId;
        this.transport = transport;
        this.wal = wal;
        this.applyMailbox = applyMailbox;
        this.raftMailbox = raftMailbox;
        this.membership = membership;
        this.firstPeers = List.copyOf(firstPeers);
        this.snapshots = snapshots;
        this.space = space;
        this.log = log;
        this.failpoints = failpoints;
    }

    /** @param leads whether what is to be sent is a leader's */
    void dispatch(Ready ready, boolean leads) {
        if (leads && !ready.messages().isEmpty()) {
            failpoints.reach(Failpoint.RAFT_BEFORE_LEADER_SEND);
        }
        send(ready.messages());
        ready.persist().ifPresent(this::persist);
        ready.apply().ifPresent(this::apply);
        ready.events().forEach(this::note);
    }

    /**
     * Tells the transport who the peers are now. A member that joins knows the cluster from a peer before the log has told it
     * of itself; until then it keeps those peers as well, or it could not answer the leader.
     */
    void reconcilePeers() {
        Membership now = membership.view();
        SortedMap<Long, PeerAddress> peers = new TreeMap<>(Long::compareUnsigned);
        if (now.find(memberId).isEmpty()) {
            firstPeers.forEach(peer -> peers.put(peer.memberId(), peer));
        }
        now.all().forEach(member -> peers.put(member.id(), new PeerAddress(member.id(), member.peerUrls())));
        peers.remove(memberId);
        transport.reconcile(peers.values());
    }

    /** Tells the raft loop that a term has begun, once the apply loop has answered what it has applied until now. */
    void noteWhenAnswered(RaftInput.TermBegun begun) {
        applyMailbox.post(new ApplyTask.Ask(state -> raftMailbox.post(begun)));
    }

    /** Writes that the state up to {@code meta} is kept elsewhere, so that the log behind it may go. */
    void persistMarker(SnapshotMeta meta) {
        wal.write(new WalWrite(Optional.of(meta), List.of(), Optional.empty(), true, () -> afterMarker(meta)));
    }

    private void afterMarker(SnapshotMeta meta) {
        log.snapshotMarked(meta);
        wal.release(meta.index());
    }

    private void send(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        List<Message> ordinary = new ArrayList<>(messages.size());
        for (Message message : messages) {
            if (message instanceof Message.InstallSnapshot install) {
                snapshots.send(install);
            } else {
                ordinary.add(space.complete(message));
            }
        }
        transport.send(ordinary);
    }

    private void note(RaftEvent event) {
        log.raft(event);
        if (event instanceof RaftEvent.SnapshotIgnored ignored) {
            snapshots.ignored(ignored.meta());
        }
        if (event instanceof RaftEvent.LogRegained regained) {
            log.regained(regained.index());
            wal.regained();
        }
    }

    private void persist(PersistBatch batch) {
        Optional<SnapshotMeta> marker = batch.hasSnapshot() ? Optional.of(batch.snapshot()) : Optional.empty();
        Optional<HardState> hardState = batch.hasHardState() ? Optional.of(batch.hardState()) : Optional.empty();
        wal.write(new WalWrite(marker, batch.entries().entries(), hardState, batch.mustForce(), () -> {
            if (batch.hasSnapshot()) {
                failpoints.reach(Failpoint.RAFT_BEFORE_APPLY_SNAP);
            }
            if (!batch.messagesAfterDurable().isEmpty()) {
                failpoints.reach(Failpoint.RAFT_BEFORE_FOLLOWER_SEND);
                transport.send(batch.messagesAfterDurable());
            }
            raftMailbox.post(new RaftInput.Persisted(batch.number()));
        }));
    }

    private void apply(ApplyBatch batch) {
        if (batch.hasSnapshot()) {
            failpoints.reach(Failpoint.RAFT_AFTER_APPLY_SNAP);
        }
        applyMailbox.post(
                batch.hasSnapshot() ? new ApplyTask.Restore(batch.snapshot()) : new ApplyTask.Entries(batch.entries()));
    }
}
