package io.fairlead.client.recipe.mirror;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.CompactedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.StaleMirrorException;
import io.fairlead.api.concurrency.KvMirror;
import io.fairlead.api.concurrency.MirrorListener;
import io.fairlead.api.concurrency.MirrorOptions;
import io.fairlead.api.concurrency.MirrorView;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.recipe.basis.Reasons;
import io.fairlead.client.recipe.line.LineTools;
import io.fairlead.client.recipe.line.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A mirror: a scan, then a watch from the revision behind it; when the watch ends because what it needs next is compacted,
 * again a scan.
 *
 * <p>A scan begins when the watch before it has ended, and a watch when the scan has, so one of them at a time changes the
 * view. What readers need is published under the lock, and read without it.
 */
public final class ClientMirror implements KvMirror {
    private static final HeldView NOTHING = new HeldView(0, KeyTree.EMPTY);

    private final LineTools tools;
    private final KeyRange range;
    private final MirrorOptions options;
    private final LongSupplier nanoTime;
    private final Listeners listeners = new Listeners();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final CompletableFuture<KvMirror> opened = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when the view changes, or the mirror ends. */
    private final Condition moved = lock.newCondition();

    /** Guarded by the lock. */
    private final Freshness freshness = new Freshness();

    /** Written under the lock. */
    private volatile HeldView view = NOTHING;

    /** The watch that runs; written under the lock. */
    private volatile @Nullable WatchHandle watch;

    /** What to break off at the end; guarded by the lock. */
    private @Nullable CompletableFuture<?> underWay;

    /** Until the watch is level with {@link #wantedRevision}; guarded by the lock. */
    private @Nullable CompletableFuture<Void> wanted;

    /** Guarded by the lock. */
    private long wantedRevision;

    /** A proof is being fetched; guarded by the lock. */
    private boolean proving;

    private ClientMirror(LineTools tools, KeyRange range, MirrorOptions options, LongSupplier nanoTime) {
        this.tools = tools;
        this.range = range;
        this.options = options;
        this.nanoTime = nanoTime;
    }

    /** A mirror that has been loaded. Cancelling the future ends it. */
    public static CompletableFuture<KvMirror> open(
            LineTools tools, KeyRange range, MirrorOptions options, LongSupplier nanoTime) {
        ClientMirror mirror = new ClientMirror(tools, range, options, nanoTime);
        var unused = mirror.opened.whenComplete((itself, thrown) -> {
            if (thrown != null) {
                mirror.end(null);
            }
        });
        mirror.load(0);
        mirror.proveRegularly();
        return mirror.opened;
    }

    // Being level with the store.

    /** Reads everything; {@code failures} tries in a row have failed. */
    private void load(int failures) {
        long sent = nanoTime.getAsLong();
        RangeLoad loading = RangeLoad.start(tools.kv().async(), range, options.pageSize());
        if (isUnderWay(loading)) {
            var unused = loading.whenComplete((loaded, thrown) -> {
                if (loaded == null) {
                    again(thrown, failures);
                    return;
                }
                HeldView before = view;
                publish(loaded, sent);
                if (before.isOfTheStore()) {
                    listeners.tell(before.resynced(loaded).change(), loaded);
                }
                follow(loaded.revision(), failures);
            });
        }
    }

    private void follow(long revision, int failures) {
        WatchOptions behind = WatchOptions.from(revision + 1).withProgress();
        CompletableFuture<WatchHandle> starting = tools.watches().async().watch(range, behind, this::changed);
        if (isUnderWay(starting)) {
            var unused = starting.whenComplete((handle, thrown) -> {
                if (handle == null) {
                    again(thrown, failures);
                } else {
                    runs(handle);
                }
            });
        }
    }

    private void runs(WatchHandle handle) {
        watch = handle;
        if (done.isDone()) {
            handle.close();
            return;
        }
        var unused = handle.done().whenComplete((nothing, thrown) -> {
            if (thrown != null) {
                again(thrown, 0);
            }
        });
        opened.complete(this);
    }

    /** In the watch's receiver. */
    private void changed(WatchBatch batch) {
        HeldView.Step step = view.with(batch);
        publish(step.view(), null);
        if (batch.kind() != WatchBatch.Kind.PROGRESS) {
            listeners.tell(step.change(), step.view());
        }
    }

    /** What was missed is gone, or there was trouble: begins anew, unless the trouble does not pass. */
    private void again(@Nullable Throwable thrown, int failures) {
        Throwable reason = thrown == null ? null : Reasons.of(thrown);
        if (done.isDone()) {
            return;
        }
        boolean passes = reason instanceof FairleadException failure && Trouble.passes(failure);
        boolean first = !view.isOfTheStore() && !(reason instanceof CompactedException);
        if (!passes || first) {
            end(reason);
            return;
        }
        CompletableFuture<Void> pause = tools.pause(failures + 1);
        if (isUnderWay(pause)) {
            var unused = pause.thenRun(() -> load(failures + 1));
        }
    }

    private boolean isUnderWay(CompletableFuture<?> next) {
        lock.lock();
        try {
            underWay = next;
        } finally {
            lock.unlock();
        }
        if (done.isDone()) {
            next.cancel(false);
            return false;
        }
        return true;
    }

    private void publish(HeldView newer, @Nullable Long sentNanos) {
        lock.lock();
        try {
            view = newer;
            freshness.reached(newer.revision());
            if (sentNanos != null) {
                freshness.told(sentNanos, newer.revision());
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // Proving it.

    private void proveRegularly() {
        long nanos = options.proofInterval().toNanos();
        try {
            ScheduledFuture<?> ticks = tools.timer()
                    .scheduleWithFixedDelay(
                            () -> tools.executor().execute(this::proveOnce), nanos, nanos, TimeUnit.NANOSECONDS);
            var unused = done.whenComplete((nothing, thrown) -> ticks.cancel(false));
        } catch (RejectedExecutionException closed) {
            end(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
        }
    }

    /** Unless the last one is still under way: a store that is away is not asked by many at once. */
    private void proveOnce() {
        lock.lock();
        try {
            if (proving || done.isDone()) {
                return;
            }
            proving = true;
        } finally {
            lock.unlock();
        }
        var unused = prove().whenComplete((revision, thrown) -> {
            lock.lock();
            try {
                proving = false;
            } finally {
                lock.unlock();
            }
        });
    }

    /** Asks the store for its revision, linearizable, which is enough to be fresh as of now once the mirror has it. */
    private CompletableFuture<Long> prove() {
        long sent = nanoTime.getAsLong();
        CompletableFuture<RangeResult> asked = tools.kv()
                .async()
                .get(KeyRange.single(range.key()), ReadOptions.defaults().withCountOnly());
        return asked.thenApply(answer -> {
            lock.lock();
            try {
                freshness.told(sent, answer.revision());
            } finally {
                lock.unlock();
            }
            nudge(answer.revision());
            return answer.revision();
        });
    }

    /** Has the watch find out that nothing is missing up to this revision, where nothing in the range has changed. */
    private void nudge(long revision) {
        WatchHandle running = watch;
        if (running == null || view.revision() >= revision) {
            return;
        }
        // To want it is enough: when it is known, the receiver gets progress.
        CompletableFuture<Void> superfluous = running.reached(revision);
        lock.lock();
        try {
            if (wanted == null || wanted.isDone() || wantedRevision < revision) {
                CompletableFuture<Void> before = wanted;
                wanted = superfluous;
                wantedRevision = revision;
                superfluous = before;
            }
        } finally {
            lock.unlock();
        }
        if (superfluous != null) {
            superfluous.cancel(false);
        }
    }

    // Reading it.

    @Override
    public KeyRange range() {
        return range;
    }

    @Override
    public MirrorView view() {
        checkOpen();
        return view;
    }

    @Override
    public MirrorView view(Duration allowed) {
        checkOpen();
        HeldView held;
        Duration staleness;
        lock.lock();
        try {
            held = view;
            staleness = staleness();
        } finally {
            lock.unlock();
        }
        if (staleness.compareTo(allowed) > 0) {
            throw new StaleMirrorException(staleness, allowed);
        }
        return held;
    }

    @Override
    public MirrorView awaitView(long revision, Duration timeout) {
        long start = nanoTime.getAsLong();
        nudge(revision);
        lock.lock();
        try {
            while (true) {
                checkOpen();
                if (view.revision() >= revision) {
                    return view;
                }
                long left = saturatedNanos(timeout) - (nanoTime.getAsLong() - start);
                if (left <= 0) {
                    throw new DeadlineExceededException(Outcome.NOT_APPLIED, List.of(), null);
                }
                var unused = moved.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(Outcome.NOT_APPLIED, List.of(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public MirrorView freshView(Duration timeout) {
        checkOpen();
        long start = nanoTime.getAsLong();
        CompletableFuture<Long> asked = prove();
        try {
            long revision = asked.get(saturatedNanos(timeout), TimeUnit.NANOSECONDS);
            return awaitView(revision, timeout.minusNanos(nanoTime.getAsLong() - start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(Outcome.NOT_APPLIED, List.of(), e);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(Outcome.NOT_APPLIED, List.of(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FairleadException failure) {
                throw failure;
            }
            throw new IllegalStateException("a read ended in an unforeseen way", e);
        }
    }

    @Override
    public long revision() {
        return view.revision();
    }

    @Override
    public Duration staleness() {
        lock.lock();
        try {
            return Duration.ofNanos(freshness.stalenessNanos(nanoTime.getAsLong()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public KeptLease.Subscription onChange(MirrorListener listener) {
        return listeners.add(listener);
    }

    @Override
    public CompletableFuture<Void> done() {
        return done.copy();
    }

    @Override
    public void close() {
        end(null);
    }

    /** The first end counts. */
    private void end(@Nullable Throwable reason) {
        boolean ended = reason == null ? done.complete(null) : done.completeExceptionally(reason);
        if (!ended) {
            return;
        }
        CompletableFuture<?> left;
        lock.lock();
        try {
            left = underWay;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        if (left != null) {
            left.cancel(false);
        }
        WatchHandle running = watch;
        if (running != null) {
            running.close();
        }
        opened.completeExceptionally(
                reason == null ? new ClientClosedException(Outcome.NOT_APPLIED, List.of()) : reason);
    }

    private void checkOpen() {
        if (!done.isDone()) {
            return;
        }
        Throwable reason = done.handle((nothing, thrown) -> thrown == null ? null : Reasons.of(thrown))
                .join();
        if (reason instanceof FairleadException failure) {
            throw failure;
        }
        throw new IllegalStateException("the mirror is closed", reason);
    }

    private static long saturatedNanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }
}
