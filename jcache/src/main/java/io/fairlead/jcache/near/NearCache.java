package io.fairlead.jcache.near;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.jcache.config.NearMode;
import io.fairlead.jcache.store.CacheDestroyedException;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.ChangeBatch;
import io.fairlead.jcache.store.StoreScan;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.jcache.store.View;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a copy in this process, which one watch feeds, where that keeps the promise of the mode; from the cluster where it
 * does not. A read of the cluster that fails, fails: what is too old is never returned instead.
 *
 * <p><b>Why {@code bounded} holds.</b> At a time {@code t} of the local clock, before sending, the cluster is asked for a
 * revision {@code R}, linearizable; everything acknowledged before {@code t} is at or below {@code R}. Once the copy has
 * applied {@code R}, whatever it returns up to {@code t + bound} sees all writes acknowledged {@code bound} ago. Clocks of
 * different machines do not come into it.
 *
 * <p><b>Why reads do not go back.</b> There is a floor: the revision of this process's last write, or of the youngest thing it
 * has read from the cluster. The copy is not read while it is below. An entry that was read may count as read when it was last
 * written, since it has been the same ever since; only that there is none counts at the revision of the read.
 *
 * <p>Nothing runs while nobody reads: a read that finds the copy missing or past half of its bound has it loaded, or proved
 * anew, in the background, one such task at a time. A copy whose watch has ended is dropped.
 */
public final class NearCache implements Reads {
    private static final System.Logger LOG = System.getLogger(NearCache.class.getName());

    /** Between tries to load a copy, or prove it, that have failed. */
    private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();

    /** The bound of a mode without one. */
    private static final long UNBOUNDED = Long.MAX_VALUE;

    private final CacheStore store;
    private final long boundNanos;
    private final int maxEntries;
    private final LongSupplier nanoTime;
    private final Executor executor;

    /** No read may return what was before this revision. */
    private final AtomicLong floor = new AtomicLong();

    /** A task is loading or proving the copy. */
    private final AtomicBoolean tending = new AtomicBoolean();

    /** When tending failed; empty if it did not the last time. */
    private volatile Optional<Long> failedAtNanos = Optional.empty();

    /** What is read and what feeds it; written under this object's lock. */
    private volatile @Nullable Fed fed;

    /** Closed, or the cache is destroyed: there will be no copy any more. Written under this object's lock. */
    private volatile boolean ended;

    private NearCache(CacheStore store, long boundNanos, int maxEntries, LongSupplier nanoTime, Executor executor) {
        this.store = store;
        this.boundNanos = boundNanos;
        this.maxEntries = maxEntries;
        this.nanoTime = nanoTime;
        this.executor = executor;
    }

    /**
     * Reads that keep a copy, and begins to load it. Until it is there the cluster is asked.
     *
     * @param mode session or bounded
     * @param maxEntries of the copy; if there are more, those that are read are kept
     * @param nanoTime a clock that never goes back, in nanoseconds
     * @param executor where the copy is loaded and proved, which blocks
     */
    public static NearCache open(
            CacheStore store, NearMode mode, int maxEntries, LongSupplier nanoTime, Executor executor) {
        if (mode instanceof NearMode.Linearizable) {
            throw new IllegalArgumentException("linearizable reads keep no copy");
        }
        if (maxEntries < 1) {
            throw new IllegalArgumentException("a copy holds at least one entry: " + maxEntries);
        }
        long bound = mode instanceof NearMode.Bounded bounded ? saturatedNanos(bounded.staleness()) : UNBOUNDED;
        NearCache cache = new NearCache(store, bound, maxEntries, nanoTime, executor);
        cache.tend();
        return cache;
    }

    private static long saturatedNanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return UNBOUNDED;
        }
    }

    @Override
    public StoredEntry get(Bytes key) {
        Fed now = fed;
        if (now == null) {
            tend();
            return fetch(List.of(key)).entries().get(0);
        }
        long proved = now.copy().freshAtNanos();
        StoredEntry found = now.copy().get(key);
        return isFresh(proved) && found != null
                ? found
                : fetch(List.of(key)).entries().get(0);
    }

    @Override
    public View getAll(Collection<Bytes> keys) {
        Fed now = fed;
        if (now == null) {
            tend();
            return fetch(keys);
        }
        long proved = now.copy().freshAtNanos();
        Optional<View> found = now.copy().getAll(keys);
        return isFresh(proved) && found.isPresent() ? found.get() : fetch(keys);
    }

    @Override
    public StoredEntry guess(Bytes key) {
        Fed now = fed;
        return now == null ? StoredEntry.absent(key) : now.copy().guess(key);
    }

    @Override
    public void wrote(long revision) {
        floor.accumulateAndGet(revision, Math::max);
    }

    /**
     * Whether what was taken from the copy is within the bound now.
     *
     * @param provedNanos as of when the copy was known to be level with the cluster, looked up before anything was taken: what
     *     has been proved since then was perhaps proved of a later state
     */
    private boolean isFresh(long provedNanos) {
        if (boundNanos == UNBOUNDED) {
            return true;
        }
        long age = nanoTime.getAsLong() - provedNanos;
        if (age > boundNanos / 2) {
            tend();
        }
        return age <= boundNanos;
    }

    private View fetch(Collection<Bytes> keys) {
        Fed now = fed;
        if (now == null) {
            return seen(store.getAll(keys));
        }
        LocalCopy copy = now.copy();
        long sent = nanoTime.getAsLong();
        boolean wanted = copy.fetching(keys);
        Optional<View> read = Optional.empty();
        try {
            View view = seen(store.getAll(keys));
            read = Optional.of(view);
            if (copy.applied() >= view.revision()) {
                copy.provedAt(sent);
            } else if (copy.applied() < floor.get()) {
                tend();
            }
            return view;
        } finally {
            if (wanted) {
                copy.fetched(keys, read);
            }
        }
    }

    private View seen(View view) {
        boolean allExist = view.entries().stream().allMatch(StoredEntry::exists);
        long youngest = view.entries().stream()
                .mapToLong(StoredEntry::modRevision)
                .max()
                .orElse(0);
        wrote(allExist ? youngest : view.revision());
        return view;
    }

    // In the background.

    /** Has the copy loaded, or proved level with the cluster, unless that is under way or has just failed. */
    private void tend() {
        boolean pausing = failedAtNanos
                .map(failed -> nanoTime.getAsLong() - failed < PAUSE_NANOS)
                .orElse(false);
        if (ended || pausing || !tending.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::tendNow);
        } catch (RejectedExecutionException closed) {
            tended(Optional.of(closed));
        }
    }

    private void tendNow() {
        Fed now = fed;
        try {
            if (now == null) {
                load();
                tended(Optional.empty());
            } else {
                prove(now);
            }
        } catch (CacheDestroyedException e) {
            end();
        } catch (RuntimeException e) {
            tended(Optional.of(e));
        }
    }

    private void tended(Optional<Throwable> failure) {
        failedAtNanos = failure.map(thrown -> nanoTime.getAsLong());
        failure.ifPresent(thrown -> LOG.log(
                thrown instanceof FairleadException ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "the copy of a cache is not fed, its reads go to the cluster: "
                        + store.keys().prefix(),
                thrown));
        tending.set(false);
    }

    private void load() {
        long sent = nanoTime.getAsLong();
        LocalCopy copy;
        try (StoreScan scan = store.scan()) {
            copy = new LocalCopy(scan, scan.revision(), sent, maxEntries, floor);
        }
        WatchHandle watch = store.watch(copy.applied() + 1, false, batch -> received(copy, batch));
        Fed loaded = new Fed(copy, watch);
        synchronized (this) {
            if (!ended) {
                fed = loaded;
            }
        }
        if (ended) {
            watch.close();
        }
        var unused = watch.done().whenComplete((nothing, thrown) -> drop(copy));
    }

    private void received(LocalCopy copy, ChangeBatch batch) {
        if (batch.kind() == ChangeBatch.Kind.DESTROYED) {
            end();
        } else {
            copy.apply(batch);
        }
    }

    /** Has the copy come as far as the cluster is now; without a bound, as far as reads need it. */
    private void prove(Fed now) {
        long sent = nanoTime.getAsLong();
        long revision = boundNanos == UNBOUNDED ? floor.get() : store.barrier();
        if (now.copy().applied() >= revision) {
            now.copy().provedAt(sent);
            tended(Optional.empty());
            return;
        }
        var unused = now.watch().reached(revision).whenComplete((nothing, thrown) -> {
            if (thrown == null) {
                now.copy().reached(revision);
                now.copy().provedAt(sent);
            }
            tended(Optional.ofNullable(thrown));
        });
    }

    private synchronized void drop(LocalCopy lost) {
        if (fed != null && fed.copy() == lost) {
            fed = null;
        }
    }

    private void end() {
        Fed last;
        synchronized (this) {
            ended = true;
            last = fed;
            fed = null;
        }
        if (last != null) {
            last.watch().close();
        }
    }

    @Override
    public void close() {
        end();
    }

    private record Fed(LocalCopy copy, WatchHandle watch) {}
}
