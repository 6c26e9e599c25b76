package io.fairlead.server.raft;

import io.fairlead.server.raft.RaftEvent.ProgressChanged;
import io.fairlead.server.raft.RaftEvent.SnapshotNeeded;
import io.fairlead.server.raft.RaftStatus.PeerStatus;
import io.fairlead.server.raft.log.RaftLog;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message.AppendRequest;
import io.fairlead.server.raft.model.Message.AppendResponse;
import io.fairlead.server.raft.model.Message.Heartbeat;
import io.fairlead.server.raft.model.Message.InstallSnapshot;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raft.progress.Inflights;
import io.fairlead.server.raft.progress.Progress;
import io.fairlead.server.raft.progress.ProgressState;
import io.fairlead.server.raft.progress.ProgressTracker;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A leader's hand that brings its log to the peers: what to send to whom, and what their answers tell. */
final class Replicator {
    private final RoleContext context;
    private final RaftLog log;
    private final ProgressTracker tracker;

    Replicator(RoleContext context) {
        this.context = context;
        this.log = context.log;
        RaftConfig config = context.config;
        this.tracker = new ProgressTracker(
                context.id(),
                context.confState(),
                log.lastIndex() + 1,
                () -> new Inflights(config.inflightMessagesMax(), config.inflightBytesMax()));
        Progress own = tracker.of(context.id());
        if (own != null) {
            own.onAccepted(log.stableIndex());
            own.becomeReplicate();
        }
    }

    ProgressTracker tracker() {
        return tracker;
    }

    void reconfigure() {
        tracker.reconfigure(context.confState(), log.lastIndex() + 1);
    }

    long matchOf(long id) {
        Progress progress = tracker.of(id);
        return progress == null ? 0 : progress.match();
    }

    /** The other voter that has most of the log, of those that were heard lately if there are any; 0 if there is no other. */
    long furthestVoter() {
        long best = 0;
        Progress furthest = null;
        for (long id : context.confState().voters()) {
            Progress progress = tracker.of(id);
            if (id == context.id() || progress == null) {
                continue;
            }
            boolean livelier = furthest == null || (progress.isRecentlyActive() && !furthest.isRecentlyActive());
            boolean further = furthest != null
                    && progress.isRecentlyActive() == furthest.isRecentlyActive()
                    && progress.match() > furthest.match();
            if (livelier || further) {
                best = id;
                furthest = progress;
            }
        }
        return best;
    }

    /** Our own disk caught up; whether that may have moved the commit index. */
    boolean onPersisted() {
        Progress own = tracker.of(context.id());
        return own != null && own.onAccepted(log.stableIndex());
    }

    /** Sends every peer what it may get now. */
    void sendAppends() {
        for (Map.Entry<Long, Progress> member : tracker.all().entrySet()) {
            if (member.getKey() != context.id()) {
                sendAppends(member.getKey(), member.getValue());
            }
        }
    }

    /** Tells every peer that we lead, and what it may commit of what it surely has. */
    void sendHeartbeats(long readContext) {
        for (Map.Entry<Long, Progress> member : tracker.all().entrySet()) {
            long peer = member.getKey();
            if (peer != context.id()) {
                long commit = Math.min(member.getValue().match(), log.committedIndex());
                context.outbox.send(new Heartbeat(context.id(), peer, context.term(), commit, readContext));
                member.getValue().onCommitSent(commit);
            }
        }
    }

    /** Takes an answer to an append; whether the peer's log is known to match further than before. */
    boolean onAppendResponse(AppendResponse response) {
        Progress progress = tracker.of(response.from());
        if (progress == null) {
            return false;
        }
        progress.heard();
        ProgressState before = progress.state();
        boolean news = !response.rejected() && onAccepted(progress, response);
        boolean retry = response.rejected() && onRejected(progress, response);
        reportChange(response.from(), progress, before);
        if (retry) {
            sendAppend(response.from(), progress, true);
        }
        return news;
    }

    /**
     * The peer's disk lost what it had acknowledged after {@code kept}.
     *
     * @return false for somebody who is no member
     */
    boolean onLogLost(long peer, long kept) {
        Progress progress = tracker.of(peer);
        if (progress == null) {
            return false;
        }
        progress.heard();
        ProgressState before = progress.state();
        if (progress.onLost(Math.min(kept, log.lastIndex()))) {
            context.event(new RaftEvent.PeerLostLog(peer, kept));
            reportChange(peer, progress, before);
            sendAppend(peer, progress, true);
        }
        return true;
    }

    /** The peer lives: whatever held it back may be over, and what we sent may have been lost. */
    void onHeartbeatResponse(long peer) {
        Progress progress = tracker.of(peer);
        if (progress == null) {
            return;
        }
        progress.heard();
        progress.resumeProbe();
        if (progress.match() < log.lastIndex() || progress.state() == ProgressState.PROBE) {
            sendAppend(peer, progress, true);
        }
    }

    /** What is in flight to the peer may be lost: ask before sending more. */
    void onUnreachable(long peer) {
        Progress progress = tracker.of(peer);
        if (progress != null && progress.state() == ProgressState.REPLICATE) {
            progress.becomeProbe();
            reportChange(peer, progress, ProgressState.REPLICATE);
        }
    }

    void onSnapshotReport(long peer, boolean failed) {
        Progress progress = tracker.of(peer);
        if (progress == null || progress.state() != ProgressState.SNAPSHOT) {
            return;
        }
        if (failed) {
            progress.snapshotFailed();
        }
        progress.becomePausedProbe();
        reportChange(peer, progress, ProgressState.SNAPSHOT);
    }

    SortedMap<Long, PeerStatus> status() {
        TreeMap<Long, PeerStatus> peers = new TreeMap<>(Long::compareUnsigned);
        tracker.all().forEach((id, progress) -> peers.put(id, statusOf(id, progress)));
        return peers;
    }

    private PeerStatus statusOf(long id, Progress progress) {
        boolean self = id == context.id();
        return new PeerStatus(
                progress.match(),
                self ? log.lastIndex() + 1 : progress.next(),
                progress.state(),
                progress.isPaused(),
                progress.inflights().count(),
                progress.inflights().bytes(),
                progress.pendingSnapshot(),
                self || progress.isRecentlyActive(),
                context.confState().learners().contains(id));
    }

    private boolean onRejected(Progress progress, AppendResponse response) {
        EntryId hint = response.hint();
        // The peer's log has nothing of a later term than the hint up to there, so neither may what we compare with:
        // this skips a whole term at a time on both sides, instead of an entry.
        long possible = hint.term() == 0
                ? hint.index()
                : log.lastPossibleMatch(hint.index(), hint.term()).index();
        return progress.onRejected(response.index(), possible);
    }

    private boolean onAccepted(Progress progress, AppendResponse response) {
        boolean news = progress.onAccepted(response.index());
        switch (progress.state()) {
            case PROBE -> {
                if (news || response.index() == progress.match()) {
                    progress.becomeReplicate();
                }
            }
            case SNAPSHOT -> {
                // However it came that far, from here on the log can serve it.
                if (progress.match() + 1 >= log.firstIndex()) {
                    progress.becomeReplicate();
                }
            }
            case REPLICATE -> {}
        }
        return news;
    }

    private void sendAppends(long peer, Progress progress) {
        if (progress.state() == ProgressState.PROBE && !progress.isPaused()) {
            sendAppend(peer, progress, true);
        }
        boolean sent = true;
        while (sent
                && progress.state() == ProgressState.REPLICATE
                && !progress.isPaused()
                && progress.next() <= log.lastIndex()) {
            sent = sendAppend(peer, progress, false);
        }
        if (progress.canLearnCommit(log.committedIndex())) {
            sendAppend(peer, progress, true);
        }
    }

    /** Sends one append, without entries where the window in flight is full; whether anything was sent. */
    private boolean sendAppend(long peer, Progress progress, boolean evenIfEmpty) {
        if (progress.state() == ProgressState.SNAPSHOT
                || (progress.state() == ProgressState.PROBE && progress.isPaused())) {
            return false;
        }
        if (progress.next() < log.firstIndex()) {
            return sendSnapshot(peer, progress);
        }
        LogSlice slice = progress.isPaused() ? emptyAt(progress.next() - 1) : nextSlice(progress.next());
        if (slice.isEmpty() && !evenIfEmpty) {
            return false;
        }
        context.outbox.send(new AppendRequest(context.id(), peer, context.term(), slice, log.committedIndex()));
        progress.onAppendSent(slice.entries().size(), bytesOf(slice), log.committedIndex());
        return true;
    }

    private boolean sendSnapshot(long peer, Progress progress) {
        if (!progress.isRecentlyActive()) {
            return false;
        }
        ProgressState before = progress.state();
        SnapshotMeta meta = new SnapshotMeta(log.appliedId(), context.confState());
        context.outbox.send(new InstallSnapshot(context.id(), peer, context.term(), meta));
        context.event(new SnapshotNeeded(peer, meta));
        progress.becomeSnapshot(meta.index());
        reportChange(peer, progress, before);
        return true;
    }

    private LogSlice nextSlice(long next) {
        return log.slice(next, log.lastIndex(), context.config.appendBytesMax());
    }

    private LogSlice emptyAt(long index) {
        return LogSlice.empty(new EntryId(log.termAt(index), index));
    }

    private void reportChange(long peer, Progress progress, ProgressState before) {
        if (progress.state() != before) {
            context.event(new ProgressChanged(peer, progress.state(), progress.next()));
        }
    }

    private static long bytesOf(LogSlice slice) {
        long bytes = 0;
        for (Entry entry : slice.entries()) {
            bytes += entry.size();
        }
        return bytes;
    }
}
