package io.fairlead.server.watch;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.exec.Waker;
import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.mvcc.HistoryView;
import io.fairlead.server.mvcc.KeyState;
import io.fairlead.server.mvcc.MvccStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Owns all watchers of a member.
 *
 * <p>Everything synced watchers need comes through the {@link EventFeed}; what was left out there, and what lagging watchers need,
 * is read from history. Both happen on this loop and meet at {@code delivered}, so a watcher that catches up has neither a gap
 * nor an event twice: it has been told everything up to {@code delivered} from history, and everything above it comes live.
 */
public final class WatchLoop implements Loop {
    private static final int TASKS_PER_TURN = 4096;
    private static final int BATCHES_PER_TURN = 256;

    /** What a turn reads from history: so many pieces, each of so many changes and bytes, and the rest of a revision. */
    private static final int PIECES_PER_TURN = 4;

    private static final int CHANGES_PER_PIECE = 2_000;
    private static final int BYTES_PER_PIECE = 512 * 1024;

    private final MvccStore keys;
    private final HistoryView history;
    private final WatchLimits limits;
    private final int changesPerPiece;
    private final EventFeed feed;
    private final Failpoints failpoints;
    private final Mailbox<WatchTask> tasks = new Mailbox<>(Integer.MAX_VALUE);
    private final AtomicInteger openStreams = new AtomicInteger();
    private final Fanout fanout;

    private final Set<WatchStream> streams = new LinkedHashSet<>();
    private final WatcherIndex synced = new WatcherIndex();
    private final LaggingWatchers lagging = new LaggingWatchers();
    private final ProgressClock progressClock = new ProgressClock();

    /** Streams with requests for progress that are not answered yet. */
    private final Set<WatchStream> askingProgress = new LinkedHashSet<>();

    /** Streams whose outlets took something in this turn. */
    private final Set<WatchStream> dirty = new LinkedHashSet<>();

    /** Every change up to here has been handed to the synced watchers it concerns. Never above what is published. */
    private long delivered;

    private long compactedSeen;

    /** The feed left something out: the synced watchers as a whole go on from history. */
    private boolean behind;

    /** History is being replaced and can't be read; the feed will say when it can. */
    private boolean paused;

    private int watchers;

    /** Watchers that are lagging or blocked. */
    private int watchersBehind;

    private final WatchMeter meter = new WatchMeter();
    private long nowNanos;

    /** Set by the last turn; nothing posted afterwards is looked at. */
    private volatile boolean ended;

    public WatchLoop(MvccStore keys, Failpoints failpoints) {
        this(keys, WatchLimits.DEFAULT, new EventFeed(), CHANGES_PER_PIECE, failpoints);
    }

    WatchLoop(MvccStore keys, WatchLimits limits, EventFeed feed, int changesPerPiece, Failpoints failpoints) {
        this.keys = keys;
        this.history = keys.history();
        this.limits = limits;
        this.feed = feed;
        this.failpoints = failpoints;
        this.changesPerPiece = changesPerPiece;
        this.fanout = new Fanout(keys, this::reply, this::block);
        this.delivered = keys.revision();
        this.compactedSeen = keys.compactedRevision();
    }

    /** Where the apply loop puts what it publishes. */
    public EventFeed feed() {
        return feed;
    }

    /** These watchers in numbers. Any thread. */
    public WatchMeter meter() {
        return meter;
    }

    /**
     * Opens a stream. Any thread.
     *
     * @param outlet where its replies go
     * @param progressNanos after which idle watchers that asked for it are told how far they are; 0 for never
     * @return refused as TOO_MANY_REQUESTS or STOPPED
     */
    public Answer<WatchStream> open(WatchOutlet outlet, WatchPermit permit, long progressNanos) {
        if (ended) {
            return Answer.refused(EtcdError.STOPPED);
        }
        if (openStreams.incrementAndGet() > limits.streams()) {
            openStreams.decrementAndGet();
            return Answer.refused(EtcdError.TOO_MANY_REQUESTS);
        }
        WatchStream stream = new WatchStream(tasks, outlet, permit, progressNanos);
        tasks.post(loop -> loop.streams.add(stream));
        if (ended) {
            outlet.end(EtcdError.STOPPED);
        }
        return Answer.ok(stream);
    }

    /**
     * Watches from within this member. Any thread.
     *
     * @throws IllegalArgumentException if nobody could watch that: an empty range, a negative revision
     */
    public InnerWatch watch(WatchSpec spec, WatchReceiver receiver) {
        return InnerWatch.open(this, spec, receiver);
    }

    /**
     * What callers may do has changed: live watchers that are no longer allowed end before they are told of anything that is
     * published from now on. Apply loop.
     */
    public void permissionsChanged() {
        feed.permissionsChanged();
    }

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public void attach(Waker waker) {
        tasks.bind(waker);
        feed.bind(waker);
    }

    @Override
    public int turn(long now) {
        nowNanos = now;
        if (feed.takeLeftOut()) {
            behind = true;
            paused = false;
        }
        checkPermits();
        int work = tasks.drain(task -> task.enter(this), TASKS_PER_TURN);
        work += feed.drain(this::deliver, BATCHES_PER_TURN);
        work += catchUp();
        cancelCompacted();
        work += feedLagging();
        work += answerProgress();
        work += tellProgress();
        if (!dirty.isEmpty()) {
            failpoints.reach(Failpoint.BEFORE_SEND_WATCH_RESPONSE);
            dirty.forEach(stream -> stream.outlet().flush());
            dirty.clear();
        }
        if (work > 0) {
            meter.now(streams.size(), watchers, watchersBehind);
        }
        return work;
    }

    @Override
    public long deadlineNanos() {
        return progressClock.deadlineNanos();
    }

    @Override
    public void detach() {
        ended = true;
        tasks.drain(task -> task.enter(this), Integer.MAX_VALUE);
        streams.forEach(stream -> stream.outlet().end(EtcdError.STOPPED));
    }

    // What streams ask for.

    void create(WatchStream stream, WatchSpec spec) {
        if (stream.isClosed()) {
            return;
        }
        // What was published before the request came is past for it, though it may still wait in the feed.
        feed.drain(this::deliver, Integer.MAX_VALUE);
        long revision = keys.revision();
        Optional<String> refusal = refusal(stream, spec);
        if (refusal.isPresent()) {
            reply(stream, WatchReply.refused(refusal.get(), revision));
        } else {
            long next = spec.startRevision() == 0 ? revision + 1 : spec.startRevision();
            Watcher watcher = stream.add(spec, next);
            watchers++;
            watchersBehind++;
            reply(stream, WatchReply.created(watcher.id(), revision));
            long compacted = keys.compactedRevision();
            if (next < compacted) {
                cancelCompacted(watcher, compacted);
            } else if (next > delivered) {
                sync(watcher);
            } else {
                lagging.add(watcher);
            }
            if (spec.progress()) {
                progressClock.start(stream, nowNanos);
            }
        }
        requestDone(stream);
    }

    private Optional<String> refusal(WatchStream stream, WatchSpec spec) {
        return stream.permit().refusal(spec.span()).or(spec::fault).or(() -> {
            if (spec.watchId() != 0 && stream.has(spec.watchId())) {
                return Optional.of("mvcc: duplicate watch ID provided on the WatchStream");
            }
            return stream.count() >= limits.watchersPerStream() || watchers >= limits.watchers()
                    ? Optional.of(EtcdError.TOO_MANY_REQUESTS.text())
                    : Optional.empty();
        });
    }

    void refuse(WatchStream stream, String reason) {
        if (!stream.isClosed()) {
            reply(stream, WatchReply.refused(reason, keys.revision()));
            requestDone(stream);
        }
    }

    void cancel(WatchStream stream, long id) {
        Watcher watcher = stream.remove(id);
        if (watcher != null) {
            end(watcher);
            watchers--;
            reply(stream, WatchReply.canceled(id, keys.revision(), ""));
        }
        requestDone(stream);
    }

    void askProgress(WatchStream stream) {
        if (!stream.isClosed()) {
            stream.noteProgressAsked(keys.revision());
            askingProgress.add(stream);
        }
    }

    void unblock(WatchStream stream) {
        for (Watcher watcher : stream.blocked()) {
            move(watcher, Watcher.Place.LAGGING);
            lagging.add(watcher);
        }
    }

    void close(WatchStream stream) {
        if (stream.isClosed()) {
            return;
        }
        stream.setClosed();
        stream.watchers().forEach(this::end);
        watchers -= stream.count();
        stream.watchers().clear();
        streams.remove(stream);
        askingProgress.remove(stream);
        dirty.remove(stream);
        progressClock.stop(stream);
        openStreams.decrementAndGet();
    }

    /**
     * Rights are published before keys, so whoever looks here behind his look at the keys, and before he hands on what he saw
     * there, hands nothing to watchers who lost their right before it was written.
     */
    private void checkPermits() {
        if (!feed.takePermissionsChanged()) {
            return;
        }
        for (WatchStream stream : streams) {
            for (Watcher watcher : new ArrayList<>(stream.watchers())) {
                if (watcher.isAlive()) {
                    stream.permit().refusal(watcher.span()).ifPresent(reason -> {
                        stream.remove(watcher.id());
                        end(watcher);
                        watchers--;
                        reply(stream, WatchReply.canceled(watcher.id(), keys.revision(), reason));
                    });
                }
            }
        }
    }

    // What happened to the keys.

    /** Hands a batch to the synced watchers, a revision at a time. */
    private void deliver(EventBatch batch) {
        if (batch.lastRevision() <= delivered) {
            return;
        }
        if (batch.firstRevision() > delivered + 1) {
            behind = true;
            return;
        }
        checkPermits();
        if (!synced.isEmpty()) {
            List<KeyState> changes = batch.changes();
            int from = 0;
            while (from < changes.size()) {
                long revision = changes.get(from).modRevision();
                int to = from + 1;
                while (to < changes.size() && changes.get(to).modRevision() == revision) {
                    to++;
                }
                if (revision > delivered) {
                    fanout.hand(changes.subList(from, to), synced, revision);
                }
                from = to;
            }
        }
        delivered = batch.lastRevision();
    }

    /** Brings the synced watchers as a whole forward through history, after the feed left something out. */
    private int catchUp() {
        if (!behind || paused) {
            return 0;
        }
        long target = keys.revision();
        checkPermits();
        for (int i = 0; i < PIECES_PER_TURN && delivered < target && !paused; i++) {
            if (synced.isEmpty()) {
                delivered = target;
                break;
            }
            HistoryPiece piece = HistoryPiece.read(history, delivered + 1, target, changesPerPiece, BYTES_PER_PIECE);
            switch (piece.scan()) {
                case WHOLE -> {
                    fanout.hand(piece.changes(), synced, piece.through());
                    delivered = piece.through();
                }
                case COMPACTED -> skipCompacted();
                case REPLACED -> paused = true;
            }
        }
        behind = delivered < target;
        return 1;
    }

    /** History is gone up to the compacted revision: whoever needed a part of it ends, the others go on from there. */
    private void skipCompacted() {
        long compacted = keys.compactedRevision();
        for (WatchStream stream : streams) {
            for (Watcher watcher : stream.watchers()) {
                if (watcher.place() == Watcher.Place.SYNCED && watcher.next() < compacted) {
                    cancelCompacted(watcher, compacted);
                }
            }
        }
        delivered = compacted - 1;
    }

    /** Ends the lagging watchers that a compaction has overtaken. */
    private void cancelCompacted() {
        long compacted = keys.compactedRevision();
        if (compacted == compactedSeen) {
            return;
        }
        compactedSeen = compacted;
        lagging.takeBelow(compacted).forEach(watcher -> cancelCompacted(watcher, compacted));
        for (WatchStream stream : streams) {
            if (stream.hasBlocked()) {
                for (Watcher watcher : stream.blocked()) {
                    if (watcher.next() < compacted) {
                        cancelCompacted(watcher, compacted);
                    }
                }
            }
        }
    }

    private void cancelCompacted(Watcher watcher, long compacted) {
        end(watcher);
        reply(watcher.stream(), WatchReply.compacted(watcher.id(), compacted));
    }

    /** Feeds some lagging watchers from history. */
    private int feedLagging() {
        int pieces = 0;
        while (pieces < PIECES_PER_TURN && !lagging.isEmpty() && !paused) {
            feedLaggingAt(lagging.turn());
            pieces++;
        }
        return paused ? 0 : pieces;
    }

    private void feedLaggingAt(long from) {
        HistoryPiece piece = HistoryPiece.read(history, from, delivered, changesPerPiece, BYTES_PER_PIECE);
        switch (piece.scan()) {
            case WHOLE -> {
                List<Watcher> fed = lagging.take(from, Math.max(from, piece.through()));
                WatcherIndex index = new WatcherIndex();
                for (Watcher watcher : fed) {
                    if (watcher.stream().outlet().hasRoom()) {
                        index.add(watcher);
                    } else {
                        block(watcher, watcher.next());
                    }
                }
                fanout.hand(piece.changes(), index, piece.through());
                fed.forEach(watcher -> advance(watcher, piece.through() + 1));
            }
            case COMPACTED -> {
                long compacted = keys.compactedRevision();
                lagging.takeBelow(compacted).forEach(watcher -> cancelCompacted(watcher, compacted));
            }
            case REPLACED -> paused = true;
        }
    }

    /** A watcher that was fed has been told everything below {@code next}, unless it was blocked meanwhile. */
    private void advance(Watcher watcher, long next) {
        if (watcher.place() != Watcher.Place.LAGGING) {
            return;
        }
        watcher.setNext(Math.max(next, watcher.next()));
        if (watcher.next() > delivered) {
            sync(watcher);
        } else {
            lagging.add(watcher);
        }
    }

    // Progress.

    private int answerProgress() {
        int answered = 0;
        Iterator<WatchStream> asking = askingProgress.iterator();
        while (asking.hasNext()) {
            WatchStream stream = asking.next();
            if (stream.isBehind() || stream.progressAskedAt() > delivered) {
                continue;
            }
            asking.remove();
            answered++;
            boolean takes = stream.takesProgress(delivered);
            for (int left = stream.takeProgressAsked(); left > 0; left--) {
                if (takes) {
                    reply(stream, WatchReply.progress(WatchReply.NO_WATCHER, delivered));
                }
                requestDone(stream);
            }
        }
        return answered;
    }

    private int tellProgress() {
        List<WatchStream> due = progressClock.takeDue(nowNanos);
        for (WatchStream stream : due) {
            for (Watcher watcher : stream.watchers()) {
                boolean idle = !watcher.takeBusy();
                if (idle
                        && watcher.spec().progress()
                        && watcher.place() == Watcher.Place.SYNCED
                        && !watcher.isInFuture(delivered)
                        && stream.outlet().hasRoom()) {
                    reply(stream, WatchReply.progress(watcher.id(), delivered));
                }
            }
        }
        return due.size();
    }

    // Moving watchers about.

    private void sync(Watcher watcher) {
        move(watcher, Watcher.Place.SYNCED);
        synced.add(watcher);
    }

    /** The watcher's outlet is full: it holds the revision it needs next. */
    private void block(Watcher watcher, long next) {
        if (watcher.place() == Watcher.Place.SYNCED) {
            synced.remove(watcher);
        }
        watcher.setNext(next);
        move(watcher, Watcher.Place.BLOCKED);
    }

    private void end(Watcher watcher) {
        switch (watcher.place()) {
            case SYNCED -> synced.remove(watcher);
            case LAGGING -> lagging.remove(watcher);
            case BLOCKED, ENDED -> {}
        }
        move(watcher, Watcher.Place.ENDED);
    }

    private void move(Watcher watcher, Watcher.Place to) {
        watchersBehind += (to.isBehind() ? 1 : 0) - (watcher.place().isBehind() ? 1 : 0);
        watcher.stream().move(watcher, to);
    }

    private void requestDone(WatchStream stream) {
        stream.outlet().requestDone();
        dirty.add(stream);
    }

    private void reply(WatchStream stream, WatchReply reply) {
        meter.told(reply.events().size());
        stream.outlet().take(reply);
        dirty.add(stream);
    }
}
