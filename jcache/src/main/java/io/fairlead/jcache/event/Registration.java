package io.fairlead.jcache.event;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.CompactedException;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.jcache.store.CacheDestroyedException;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.ChangeBatch;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;

/**
 * One listener on its way through the history of a cache. Its position is the revision up to which it has been told everything;
 * a watch feeds it from there, and another one when that has ended for a reason that may pass.
 *
 * <p>The watch calls {@link #receive}, one batch at a time; between two watches {@link #follow} has the listener for itself. So
 * the listener is never called by two threads.
 */
final class Registration<K, V> {
    private static final System.Logger LOG = System.getLogger(Registration.class.getName());

    private final CacheStore store;
    private final Narrator<K, V> narrator;
    private final LongConsumer heard;
    private final Audience<K, V> audience;
    private final boolean synchronous;
    private final boolean withBefore;
    private final Optional<Cursor> cursor;
    private final Executor executor;
    private final Executor later;

    private final AtomicLong position = new AtomicLong();

    /** Set once; nothing is told after that. */
    private volatile boolean closed;

    /** The present watch; null before the first. Written under this object's lock, together with looking at {@link #closed}. */
    private volatile @Nullable Feed feed;

    /** Whether a failure has been logged as a warning. */
    private final AtomicBoolean complained = new AtomicBoolean();

    private final KeptFailures failures = new KeptFailures();

    /**
     * A registration that has not begun.
     *
     * @param heard told each revision before the listener is
     * @param later runs a task after a moment: what is tried again
     */
    Registration(
            CacheStore store,
            Narrator<K, V> narrator,
            LongConsumer heard,
            CacheEntryListenerConfiguration<K, V> configuration,
            Optional<Cursor> cursor,
            Executor executor,
            Executor later) {
        this.store = store;
        this.narrator = narrator;
        this.heard = heard;
        this.audience = Audience.of(configuration);
        this.synchronous = configuration.isSynchronous();
        this.withBefore = configuration.isOldValueRequired();
        this.cursor = cursor;
        this.executor = executor;
        this.later = later;
    }

    boolean isSynchronous() {
        return synchronous;
    }

    /**
     * Begins: behind the cursor where there is one, else behind everything that was acknowledged before this call. Whatever
     * happens after its return is heard of.
     */
    void start() {
        OptionalLong known = cursor.map(Cursor::read).orElse(OptionalLong.empty());
        if (known.isPresent()) {
            position.set(known.getAsLong());
            follow(known.getAsLong() + 1);
            return;
        }
        position.set(store.barrier());
        // From now on rather than behind the barrier: a watch of a revision that is not there yet keeps its member from
        // telling how far it is. A member that lags tells of revisions up to the barrier; receive() leaves those out.
        follow(0);
        if (cursor.isPresent()) {
            cursor.get().handled(position.get());
            cursor.get().save();
        }
    }

    /** Watches from this revision on, behind a gap if the history begins later. */
    private void follow(long fromRevision) {
        long from = fromRevision;
        while (!closed) {
            try {
                WatchHandle watch = store.watch(from, withBefore, this::receive);
                if (from == 0) {
                    advance(watch.startRevision() - 1);
                }
                enter(Feed.of(watch));
                return;
            } catch (CompactedException compacted) {
                from = skipTo(compacted.compactRevision());
            }
        }
    }

    private void enter(Feed next) {
        Feed before;
        boolean tooLate;
        synchronized (this) {
            before = feed;
            tooLate = closed;
            if (!tooLate) {
                feed = next;
            }
        }
        if (tooLate) {
            next.watch().close();
            next.endsForGood();
        }
        if (before != null) {
            before.isFollowedBy(next);
        }
        var unused = next.watch().done().whenComplete((nothing, why) -> ended(next, why));
    }

    private void ended(Feed old, @Nullable Throwable why) {
        Throwable cause =
                why instanceof ExecutionException || why instanceof CompletionException ? why.getCause() : why;
        if (closed
                || cause == null
                || cause instanceof ClientClosedException
                || cause instanceof CacheDestroyedException) {
            old.endsForGood();
            return;
        }
        if (cause instanceof CompactedException gap) {
            run(executor, old, () -> follow(skipTo(gap.compactRevision())));
        } else {
            LOG.log(complaint(), "the watch of a listener has ended, and is tried again", cause);
            run(later, old, () -> follow(position.get() + 1));
        }
    }

    /** The first complaint about this registration is for people, the following ones for whoever looks into it. */
    private System.Logger.Level complaint() {
        return complained.compareAndSet(false, true) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
    }

    /** Tries again after a moment, until it succeeds or there is no point any more. */
    private void run(Executor where, Feed old, Runnable step) {
        try {
            where.execute(() -> {
                try {
                    step.run();
                } catch (CacheDestroyedException | ClientClosedException over) {
                    old.endsForGood();
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.DEBUG, "a listener waits for the cluster", e);
                    run(later, old, () -> follow(position.get() + 1));
                }
                if (closed) {
                    old.endsForGood();
                }
            });
        } catch (RejectedExecutionException clientClosed) {
            old.endsForGood();
        }
    }

    /** Tells the listener of a gap, and gives the revision to go on with. */
    private long skipTo(long revision) {
        long first = position.get() + 1;
        if (revision > first) {
            CacheGapEvent gap = new CacheGapEvent(narrator.source(), first, revision - 1);
            if (!audience.hearsGaps()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a listener of cache {0} missed revisions {1,number,#} to {2,number,#}: compacted",
                        narrator.source().getName(),
                        first,
                        revision - 1);
            }
            Failures failed = new Failures();
            audience.tell(gap, failed);
            failed.first().ifPresent(failure -> keep(revision - 1, failure));
            advance(revision - 1);
        }
        return Math.max(first, revision);
    }

    private void receive(ChangeBatch batch) {
        if (closed || batch.revision() <= position.get()) {
            return;
        }
        if (batch.kind() == ChangeBatch.Kind.CHANGES) {
            heard.accept(batch.revision());
        }
        Failures failed = new Failures();
        boolean told = audience.tell(narrator.tell(batch, audience, failed), () -> !closed, failed);
        failed.first().ifPresent(failure -> keep(batch.revision(), failure));
        if (told) {
            advance(batch.revision());
        }
        Feed present = feed;
        if (batch.kind() == ChangeBatch.Kind.DESTROYED && present != null) {
            present.watch().close();
        }
    }

    private void advance(long revision) {
        position.accumulateAndGet(revision, Math::max);
        cursor.ifPresent(durable -> durable.handled(position.get()));
    }

    private void keep(long revision, CacheEntryListenerException failure) {
        LOG.log(complaint(), "a listener failed", failure);
        if (synchronous) {
            failures.put(revision, failure);
        }
    }

    /** What the listener failed with at this revision; empty if it did not, and from the second time on. */
    Optional<CacheEntryListenerException> failureAt(long revision) {
        return failures.take(revision);
    }

    /**
     * Waits until the listener has returned from everything up to {@code revision}, or the registration is over.
     *
     * @throws io.fairlead.api.DeadlineExceededException if it takes longer than that
     * @throws io.fairlead.api.InterruptedCallException if the thread is interrupted, whose flag is set again
     */
    void awaitTold(long revision, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Feed present = feed;
        while (present != null && !closed && position.get() < revision) {
            present = present.awaitRevision(revision, deadline).orElse(null);
        }
    }

    /**
     * Ends it: a call of the listener that is under way is waited for, so long at most and not inside a listener, and none
     * follows; the cursor is saved, listener and filter are closed.
     */
    void close(Duration atMost, Failures failed) {
        Feed last;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            last = feed;
        }
        if (last != null) {
            last.watch().close();
            last.endsForGood();
            if (!ListenerCall.isUnderWay()) {
                last.awaitEnd(atMost);
            }
        }
        cursor.ifPresent(durable -> failed.collect(durable::save));
        audience.close(failed);
    }
}
