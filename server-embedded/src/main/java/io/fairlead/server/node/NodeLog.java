package io.fairlead.server.node;

import io.fairlead.server.command.CommandKind;
import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.raft.RaftEvent;
import io.fairlead.server.raft.SoftState;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.lang.System.Logger.Level;

/** What a member writes to its log, one line an incident. Any thread. */
public final class NodeLog {
    /** etcd's default of {@code --warning-apply-duration}. */
    private static final long SLOW_APPLY_NANOS = 100_000_000;

    private final System.Logger logger;
    private final String self;
    private final long slowApplyNanos;

    public NodeLog(System.Logger logger, long memberId) {
        this(logger, memberId, SLOW_APPLY_NANOS);
    }

    /** @param slowApplyNanos a command that takes longer to be carried out is worth a line */
    public NodeLog(System.Logger logger, long memberId, long slowApplyNanos) {
        this.logger = logger;
        this.slowApplyNanos = slowApplyNanos;
        this.self = MemberIds.toText(memberId);
    }

    void leaderChanged(SoftState now) {
        if (now.leaderId() == 0) {
            logger.log(Level.WARNING, "member {0} knows no leader at term {1}", self, Long.toString(now.term()));
        } else {
            logger.log(
                    Level.INFO,
                    "member {0}: {1} leads at term {2}",
                    self,
                    MemberIds.toText(now.leaderId()),
                    Long.toString(now.term()));
        }
    }

    void raft(RaftEvent event) {
        logger.log(Level.DEBUG, () -> "member " + self + ": " + event);
    }

    void sendingSnapshot(long peerId, SnapshotMeta meta, long size) {
        logger.log(
                Level.INFO,
                "member {0} sends its state at index {1} to {2}, {3} bytes",
                self,
                Long.toString(meta.index()),
                MemberIds.toText(peerId),
                Long.toString(size));
    }

    void snapshotNotSent(long peerId, Exception cause) {
        logger.log(
                Level.WARNING, () -> "member " + self + " can't send its state to " + MemberIds.toText(peerId), cause);
    }

    void receivingSnapshot(long peerId, SnapshotMeta meta) {
        logger.log(
                Level.INFO,
                "member {0} receives the state at index {1} from {2}",
                self,
                Long.toString(meta.index()),
                MemberIds.toText(peerId));
    }

    void restored(long index) {
        logger.log(Level.INFO, "member {0} took over the state at index {1}", self, Long.toString(index));
    }

    void snapshotMarked(SnapshotMeta meta) {
        logger.log(
                Level.INFO,
                "member {0}: the state up to index {1} is safe, the log behind it may go",
                self,
                Long.toString(meta.index()));
    }

    void offeredAgain(int count, long term) {
        if (count > 0) {
            logger.log(
                    Level.INFO,
                    "member {0} offers {1} commands again at term {2}, which an earlier leader took with it",
                    self,
                    Integer.toString(count),
                    Long.toString(term));
        }
    }

    void slowDisk(long nanos) {
        logger.log(
                Level.WARNING,
                "member {0}: a write to the log has taken {1} ms, which is too slow for a cluster",
                self,
                Long.toString(nanos / 1_000_000));
    }

    /** A command was carried out; says so if that took too long, and then true. Keys and values are nobody's business here. */
    boolean slowApply(CommandKind kind, long nanos) {
        if (nanos <= slowApplyNanos) {
            return false;
        }
        logger.log(
                Level.WARNING,
                "member {0} took {1} ms to apply a {2}, which is more than the {3} ms it should take",
                self,
                Long.toString(nanos / 1_000_000),
                kind,
                Long.toString(slowApplyNanos / 1_000_000));
        return true;
    }

    void lateHeartbeat(long nanos) {
        logger.log(
                Level.WARNING,
                "member {0} leads and sends its heartbeats {1} ms late: the machine is overloaded, or the JVM paused",
                self,
                Long.toString(nanos / 1_000_000));
    }

    void handingOver(long targetId) {
        logger.log(
                Level.WARNING,
                "member {0} leads with a disk that does not keep up and hands leadership to {1}",
                self,
                MemberIds.toText(targetId));
    }

    void spaceChanged(boolean isShort, String message) {
        if (isShort) {
            logger.log(Level.WARNING, "member {0} takes no more writes: {1}", self, message);
        } else {
            logger.log(Level.INFO, "member {0} takes writes again: {1}", self, message);
        }
    }

    void damaged(Exception cause) {
        logger.log(Level.ERROR, () -> "member " + self + " stops: its files can't be trusted: " + cause, cause);
    }

    void keysDiffer(String what) {
        logger.log(Level.ERROR, "member {0} found data inconsistency between members: {1}", self, what);
    }

    void repaired(String what) {
        logger.log(Level.WARNING, "member {0}: {1}", self, what);
    }

    void regaining() {
        logger.log(
                Level.WARNING,
                "member {0} has lost part of what it acknowledged and votes for nobody until a leader has given it"
                        + " back; the other members have to elect one without it",
                self);
    }

    void regained(long index) {
        logger.log(
                Level.INFO,
                "member {0} has again, up to index {1}, what its disk had lost, and votes again",
                self,
                Long.toString(index));
    }

    void failed(String loop, Throwable cause) {
        logger.log(Level.ERROR, () -> "member " + self + " stops: loop " + loop + " failed: " + cause, cause);
    }

    void leaving() {
        logger.log(
                Level.WARNING,
                "member {0} is removed from the cluster; it stops as soon as a majority of the others has said that"
                        + " they know",
                self);
    }

    void removed() {
        logger.log(Level.WARNING, "member {0} has been removed from the cluster and stops", self);
    }
}
