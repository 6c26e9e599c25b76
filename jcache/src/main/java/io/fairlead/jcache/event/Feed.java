package io.fairlead.jcache.event;

import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.watch.WatchHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One watch of the several that may feed a registration in its life.
 *
 * @param watch the watch
 * @param next what fed the registration after it had ended; empty if nothing did
 */
record Feed(WatchHandle watch, CompletableFuture<Optional<Feed>> next) {
    private static final System.Logger LOG = System.getLogger(Feed.class.getName());

    /** A watch that runs. */
    static Feed of(WatchHandle watch) {
        return new Feed(watch, new CompletableFuture<>());
    }

    void isFollowedBy(Feed other) {
        next.complete(Optional.of(other));
    }

    /** Nothing follows. */
    void endsForGood() {
        next.complete(Optional.empty());
    }

    /**
     * Waits until the watch's receiver has returned from everything up to {@code revision}, or the watch has ended and what
     * follows is known.
     *
     * @param deadline on {@link System#nanoTime()}
     * @return what to wait for next, if anything
     */
    Optional<Feed> awaitRevision(long revision, long deadline) {
        try {
            watch.awaitRevision(revision, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            return Optional.empty();
        } catch (DeadlineExceededException | InterruptedCallException e) {
            throw e;
        } catch (RuntimeException ended) {
            LOG.log(System.Logger.Level.DEBUG, "a writer waits for the next watch", ended);
            return awaitNext(deadline);
        }
    }

    private Optional<Feed> awaitNext(long deadline) {
        try {
            return next.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(Outcome.NOT_APPLIED, List.of(), e);
        } catch (TimeoutException e) {
            throw new DeadlineExceededException(Outcome.NOT_APPLIED, List.of(), e);
        } catch (ExecutionException impossible) {
            throw new AssertionError("what follows is never a failure", impossible);
        }
    }

    /** Waits until the receiver has returned for the last time, so long at most. An interrupt ends it and stays. */
    void awaitEnd(Duration atMost) {
        try {
            watch.done().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "a listener is left as it is", e);
        }
    }
}
