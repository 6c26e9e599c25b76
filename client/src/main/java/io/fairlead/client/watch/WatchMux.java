package io.fairlead.client.watch;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.CompactedException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.AsyncKv;
import io.fairlead.api.watch.CompactionPolicy;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Lane;
import io.fairlead.client.endpoint.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * All watches of a client. They share a few {@linkplain WatchLine lines}, one for each endpoint at most; a line has one stream
 * at a time. Everything happens on one lane: no lock, no call on a stream that has ended, no event that overtakes another.
 */
public final class WatchMux implements AutoCloseable {
    /** A second line is worth a second stream only for so many watches. */
    private static final int WATCHERS_PER_LINE = 1_000;

    private final Caller caller;
    private final LongSupplier nanoTime;
    private final Backoff backoff;
    private final RangeReader reader;
    private final Lane lane;

    /** Every watch that has not ended, so that a close reaches them without the lane. */
    private final Set<Watcher> open = ConcurrentHashMap.newKeySet();

    /** Written once, before {@link #open} is gone through. A watch looks at it after it was added there. */
    private volatile boolean closed;

    /** Only touched on the lane. */
    private final List<WatchLine> lines = new ArrayList<>();

    /**
     * The watches of one client.
     *
     * @param ownThreads threads of the client's own, so that code of the user never holds up a stream
     * @param kv reads ranges where history is gone
     * @param nanoTime the clock, as {@link System#nanoTime()}
     * @param random for pauses, uniform in [0, 1)
     */
    public WatchMux(Caller caller, Executor ownThreads, AsyncKv kv, LongSupplier nanoTime, DoubleSupplier random) {
        this.caller = caller;
        this.nanoTime = nanoTime;
        this.backoff = new Backoff(random);
        this.reader = new RangeReader(kv);
        this.lane = new Lane(ownThreads);
    }

    /**
     * Starts a watch that fills an inbox.
     *
     * @param taken completes with the first revision the watch covers, or fails when the deadline is over
     */
    void start(KeyRange range, WatchOptions options, Inbox inbox, Duration deadline, CompletableFuture<Long> taken) {
        Opening opening = new Opening(taken, caller.executor());
        Watcher watcher = new Watcher(this, range, options, inbox, opening);
        inbox.attach(watcher);
        open.add(watcher);
        if (closed) {
            open.remove(watcher);
            watcher.close(closedFailure());
            return;
        }
        onLane(() -> begin(watcher, opening, deadline));
    }

    private void begin(Watcher watcher, Opening opening, Duration deadline) {
        if (watcher.inbox().hasEnded()) {
            remove(watcher);
            return;
        }
        opening.endsWith(after(deadline.toNanos(), () -> {
            if (watcher.opening() != null) {
                fail(watcher, opening.outOfTime());
            }
        }));
        lineForOneMore().add(watcher);
    }

    /** The line with the fewest watches, or a new one if it has many and some endpoint has no line. */
    private WatchLine lineForOneMore() {
        WatchLine best = null;
        for (WatchLine line : lines) {
            if (!line.isRetiring() && (best == null || line.size() < best.size())) {
                best = line;
            }
        }
        boolean another = best == null
                || (best.size() >= WATCHERS_PER_LINE
                        && lines.size() < caller.endpoints().all().size());
        return best != null && !another ? best : newLine();
    }

    private WatchLine newLine() {
        WatchLine line = new WatchLine(this);
        lines.add(line);
        return line;
    }

    // What lines need.

    Caller caller() {
        return caller;
    }

    Backoff backoff() {
        return backoff;
    }

    RangeReader reader() {
        return reader;
    }

    Lane lane() {
        return lane;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    boolean isClosed() {
        return closed;
    }

    /** How long a member may be silent while it has to answer. */
    long patienceNanos() {
        return caller.deadline().toNanos() / 2;
    }

    /** The endpoints that lines other than this one use. */
    Set<Endpoint> usedByOthers(WatchLine line) {
        Set<Endpoint> used = new HashSet<>();
        for (WatchLine other : lines) {
            if (other != line) {
                other.endpoint().ifPresent(used::add);
            }
        }
        return used;
    }

    /** A line that opens its stream with a fresh token, to see whether the one of {@code old} is to blame for a refusal. */
    WatchLine successorOf(WatchLine old) {
        return old.successor().orElseGet(() -> {
            WatchLine fresh = newLine();
            old.retireInFavourOf(fresh);
            return fresh;
        });
    }

    void onLane(Runnable task) {
        lane.execute(task);
    }

    /** Runs the task on the lane, later. */
    Alarm after(long nanos, Runnable task) {
        try {
            Future<?> due = caller.timer().schedule(() -> lane.execute(task), nanos, TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException isClosed) {
            return Alarm.NONE;
        }
    }

    void forget(WatchLine line) {
        lines.remove(line);
    }

    // What happens to single watches; on the lane.

    /** The watch ends so. */
    void fail(Watcher watcher, RuntimeException why) {
        if (watcher.state() == Watcher.State.ENDED) {
            return;
        }
        takeOff(watcher);
        watcher.failed(why);
        open.remove(watcher);
    }

    /** Nobody wants the watch any more. */
    void remove(Watcher watcher) {
        if (watcher.state() == Watcher.State.ENDED) {
            return;
        }
        takeOff(watcher);
        watcher.ended();
        open.remove(watcher);
    }

    private static void takeOff(Watcher watcher) {
        WatchLine line = watcher.line();
        if (line != null) {
            line.remove(watcher);
        }
    }

    /** The inbox of a watch that was paused has room. */
    void resume(Watcher watcher) {
        WatchLine line = watcher.line();
        if (watcher.state() == Watcher.State.PAUSED && line != null) {
            line.createAgain(watcher);
        }
    }

    /** Somebody waits for a watch to have seen a revision, which may not concern it. */
    void want(Watcher watcher, long revision) {
        WatchLine line = watcher.line();
        if (watcher.state() != Watcher.State.ENDED && line != null) {
            watcher.want(revision);
            line.progress().want(watcher);
        }
    }

    /** History before {@code revision} is gone, and the watch was not through with it. */
    void compacted(Watcher watcher, long revision) {
        CompactionPolicy policy = watcher.options().onCompacted();
        switch (policy) {
            case FAIL -> fail(watcher, new CompactedException(revision, List.of()));
            case RESTART -> {
                long first = watcher.position().next();
                watcher.position().skipTo(revision);
                watcher.skipped(first, revision - 1);
            }
            case RESYNC -> new Resync(this, watcher).start();
        }
    }

    private static ClientClosedException closedFailure() {
        return new ClientClosedException(Outcome.NOT_APPLIED, List.of());
    }

    /** Ends every watch with {@link ClientClosedException}, and refuses more. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        open.forEach(watcher -> watcher.close(closedFailure()));
        open.clear();
        lane.execute(() -> List.copyOf(lines).forEach(WatchLine::close));
    }
}
