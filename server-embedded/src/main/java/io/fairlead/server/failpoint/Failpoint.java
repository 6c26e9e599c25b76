package io.fairlead.server.failpoint;

import java.util.Arrays;
import java.util.Optional;

/** A place in a member, by the name etcd has for the same moment. */
public enum Failpoint {
    /** A leader's messages leave next, before its own log has what they say. Raft loop. */
    RAFT_BEFORE_LEADER_SEND("raftBeforeLeaderSend"),
    /** What waits for the log is written and forced next. Wal loop. */
    RAFT_BEFORE_SAVE("raftBeforeSave"),
    /** It is forced, and nobody knows it yet. Wal loop. */
    RAFT_AFTER_SAVE("raftAfterSave"),
    /** Messages that had to wait for the log leave next: votes and acknowledgements. Wal loop. */
    RAFT_BEFORE_FOLLOWER_SEND("raftBeforeFollowerSend"),
    /** A state is durable, its snapshot file is written next. Backend loop for an own state, else the thread that received it. */
    RAFT_BEFORE_SAVE_SNAP("raftBeforeSaveSnap"),
    /** The snapshot file is durable, its marker is not in the log yet. Where {@link #RAFT_BEFORE_SAVE_SNAP} is. */
    RAFT_AFTER_SAVE_SNAP("raftAfterSaveSnap"),
    /** The marker of a received state is durable, the raft loop does not know it yet. Wal loop. */
    RAFT_BEFORE_APPLY_SNAP("raftBeforeApplySnap"),
    /** The raft loop hands a received state over to be put in place. Raft loop. */
    RAFT_AFTER_APPLY_SNAP("raftAfterApplySnap"),
    /** The log behind a snapshot was let go. Wal loop. */
    RAFT_AFTER_WAL_RELEASE("raftAfterWALRelease"),
    /** A received state takes the place of the one in use next. Apply loop. */
    APPLY_BEFORE_OPEN_SNAPSHOT("applyBeforeOpenSnapshot"),
    /** A change of the membership is applied next. Apply loop. */
    BEFORE_APPLY_ONE_CONF_CHANGE("beforeApplyOneConfChange"),
    /** The applied state is forced next. Backend loop. */
    BEFORE_COMMIT("beforeCommit"),
    /** The applied state is forced, and the log behind it not let go yet. Backend loop. */
    AFTER_COMMIT("afterCommit"),
    /** What watchers are to be told leaves next. Watch loop. */
    BEFORE_SEND_WATCH_RESPONSE("beforeSendWatchResponse"),
    /** A piece of a compaction is done next. Apply loop. */
    COMPACT_BEFORE_COMMIT_BATCH("compactBeforeCommitBatch"),
    /** A piece of a compaction was done. Apply loop. */
    COMPACT_AFTER_COMMIT_BATCH("compactAfterCommitBatch"),
    /** Nothing is left to drop, and the mark that says so is written next. Apply loop. */
    COMPACT_BEFORE_SET_FINISHED_COMPACT("compactBeforeSetFinishedCompact"),
    /** The mark that a compaction is finished was written, and not forced. Apply loop. */
    COMPACT_AFTER_SET_FINISHED_COMPACT("compactAfterSetFinishedCompact"),
    /** Segments of the state are rewritten next. Backend loop. */
    DEFRAG_BEFORE_COPY("defragBeforeCopy"),
    /** Rewritten segments are durable, the manifest that names them is renamed into place next. Backend loop. */
    DEFRAG_BEFORE_RENAME("defragBeforeRename");

    private final String label;

    Failpoint(String label) {
        this.label = label;
    }

    /** etcd's name. */
    public String label() {
        return label;
    }

    /** The place that etcd calls {@code label}. */
    public static Optional<Failpoint> of(String label) {
        return Arrays.stream(values())
                .filter(point -> point.label.equals(label))
                .findFirst();
    }
}
