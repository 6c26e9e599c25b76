package io.fairlead.server.node;

import io.fairlead.server.raft.RaftCore;
import io.fairlead.server.raft.RoleKind;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.quorum.Majority;
import io.fairlead.server.storage.disk.DiskSpace;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether there is space for a write: on this member's disk, and on those of a quorum. Members tell their leader with each answer
 * to a heartbeat whether their log is full, and the leader tells all with each heartbeat whether too many are: where nothing can
 * be committed a write is refused at once by everybody, and not taken to time out. What was said counts for an election timeout.
 *
 * <p>Owned by the raft loop; the questions may be asked by anyone.
 */
final class ClusterSpace {
    private final long memberId;
    private final long limitNanos;
    private final DiskSpace own;

    /** As leader: which members said that their log is full, and when last. */
    private final Map<Long, Long> fullAtNanos = new TreeMap<>();

    /** As follower: when the leader said last whether a quorum is full. */
    private long toldNanos;

    private volatile boolean quorumIsFull;

    ClusterSpace(long memberId, long limitNanos, DiskSpace own) {
        this.memberId = memberId;
        this.limitNanos = limitNanos;
        this.own = own;
    }

    DiskSpace own() {
        return own;
    }

    /** Is there something that this member can't write? It then takes on nothing that takes space. */
    boolean isShort() {
        return own.isShort();
    }

    /** Can nothing at all be written, here or by a quorum? */
    boolean isSpent() {
        return own.isSpent() || quorumIsFull;
    }

    /** As {@code message} leaves: with what its receiver must know. */
    Message complete(Message message) {
        if (message instanceof Message.Heartbeat heartbeat && quorumIsFull) {
            return heartbeat.with(true);
        }
        return message instanceof Message.HeartbeatResponse response && own.isLogFull() ? response.with(true) : message;
    }

    /** A message of this term has come. */
    void heard(Message message, long nowNanos) {
        if (message instanceof Message.HeartbeatResponse response) {
            if (response.full()) {
                fullAtNanos.put(response.from(), nowNanos);
            } else {
                fullAtNanos.remove(response.from());
            }
        } else if (message instanceof Message.Heartbeat heartbeat) {
            toldNanos = nowNanos;
            quorumIsFull = heartbeat.full();
        }
    }

    /** There is another leader or another term: nothing was said there yet. */
    void changed() {
        fullAtNanos.clear();
        quorumIsFull = false;
    }

    void tick(RaftCore core, long nowNanos) {
        if (core.role() != RoleKind.LEADER) {
            quorumIsFull = quorumIsFull && nowNanos - toldNanos < limitNanos;
            return;
        }
        fullAtNanos.values().removeIf(nanos -> nowNanos - nanos >= limitNanos);
        Set<Long> voters = core.confState().voters();
        long full = voters.stream()
                .filter(id -> id == memberId ? own.isLogFull() : fullAtNanos.containsKey(id))
                .count();
        // A lone voter asks its own disk, which knows at once when there is space again.
        quorumIsFull = voters.size() > 1 && full > 0 && voters.size() - full < Majority.neededOf(voters.size());
    }
}
