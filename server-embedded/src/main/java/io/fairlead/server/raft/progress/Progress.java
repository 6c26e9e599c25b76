package io.fairlead.server.raft.progress;

import io.fairlead.server.check.Invariant;

/** What a leader knows of one peer's log. */
public final class Progress {
    /** The last entry that is known to be on the peer's disk and equal to ours. Goes back only by {@link #onLost}. */
    private long match;

    /** The entry to send next. Invariant: {@code match < next}. */
    private long next;

    private ProgressState state = ProgressState.PROBE;
    private final Inflights inflights;

    /** In PROBE: the probe is on its way, send nothing more until an answer or a heartbeat response. */
    private boolean probeSent;

    /**
     * The highest commit index told to this peer. What a lost append told, the next append or heartbeat tells again.
     */
    private long sentCommit;

    /** In SNAPSHOT: the index that the snapshot covers at least. */
    private long pendingSnapshot;

    /** Whether the peer was heard since the last check of the quorum. */
    private boolean recentlyActive;

    Progress(long match, long next, Inflights inflights, boolean recentlyActive) {
        this.match = match;
        this.next = next;
        this.inflights = inflights;
        this.recentlyActive = recentlyActive;
    }

    public long match() {
        return match;
    }

    public long next() {
        return next;
    }

    public ProgressState state() {
        return state;
    }

    public Inflights inflights() {
        return inflights;
    }

    public long pendingSnapshot() {
        return pendingSnapshot;
    }

    public boolean isRecentlyActive() {
        return recentlyActive;
    }

    /** Whether no entries may be sent now. */
    public boolean isPaused() {
        return switch (state) {
            case PROBE -> probeSent;
            case REPLICATE -> inflights.isFull();
            case SNAPSHOT -> true;
        };
    }

    /** Whether the peer holds entries that it can learn to be committed from an append without entries. */
    public boolean canLearnCommit(long commit) {
        return state == ProgressState.REPLICATE && commit > sentCommit && sentCommit < next - 1;
    }

    public void heard() {
        recentlyActive = true;
    }

    void forgetActivity() {
        recentlyActive = false;
    }

    /** A probe may be sent again. */
    public void resumeProbe() {
        probeSent = false;
    }

    public void becomeProbe() {
        long from = state == ProgressState.SNAPSHOT ? Math.max(match, pendingSnapshot) : match;
        enter(ProgressState.PROBE);
        next = from + 1;
    }

    /** A probe, but only after the next sign of life: what we sent last has yet to arrive. */
    public void becomePausedProbe() {
        becomeProbe();
        probeSent = true;
    }

    public void becomeReplicate() {
        enter(ProgressState.REPLICATE);
        next = match + 1;
    }

    public void becomeSnapshot(long index) {
        enter(ProgressState.SNAPSHOT);
        pendingSnapshot = index;
        next = index + 1;
        sentCommit = index;
    }

    /** The snapshot did not arrive. */
    public void snapshotFailed() {
        pendingSnapshot = 0;
    }

    /** An append left: {@code count} entries from {@code next} on, with the commit index {@code commit}. */
    public void onAppendSent(int count, long bytes, long commit) {
        switch (state) {
            case PROBE -> probeSent = true;
            case REPLICATE -> {
                next += count;
                if (count > 0) {
                    inflights.add(next - 1, bytes);
                }
            }
            case SNAPSHOT -> throw Invariant.unreachable("append to a peer that waits for a snapshot");
        }
        sentCommit = commit;
    }

    public void onCommitSent(long commit) {
        sentCommit = Math.max(sentCommit, commit);
    }

    /**
     * The peer's log matches up to {@code index}.
     *
     * @return whether that is news
     */
    public boolean onAccepted(long index) {
        if (index <= match) {
            return false;
        }
        match = index;
        next = Math.max(next, index + 1);
        probeSent = false;
        inflights.freeTo(index);
        return true;
    }

    /**
     * The peer's log does not match at {@code rejected}.
     *
     * @param possible the last index that may match
     * @return false for an answer that is overtaken by what we know
     */
    public boolean onRejected(long rejected, long possible) {
        return switch (state) {
            case REPLICATE -> {
                if (rejected <= match) {
                    yield false;
                }
                becomeProbe();
                yield true;
            }
            case PROBE -> {
                if (next - 1 != rejected) {
                    yield false;
                }
                next = Math.max(Math.min(rejected, possible + 1), match + 1);
                probeSent = false;
                yield true;
            }
            case SNAPSHOT -> false;
        };
    }

    /**
     * The peer's disk lost what was known to match, but for what is up to {@code kept}. The one way in which a match goes back.
     *
     * @return false where the peer is being asked at that place already, or gets the whole state
     */
    public boolean onLost(long kept) {
        match = Math.min(match, kept);
        if (state == ProgressState.SNAPSHOT || (state == ProgressState.PROBE && probeSent && next == kept + 1)) {
            return false;
        }
        enter(ProgressState.PROBE);
        next = kept + 1;
        sentCommit = Math.min(sentCommit, kept);
        return true;
    }

    private void enter(ProgressState newState) {
        state = newState;
        probeSent = false;
        pendingSnapshot = 0;
        inflights.clear();
    }
}
