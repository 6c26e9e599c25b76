package io.fairlead.client.recipe.basis;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.CompactedException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.RefusedException;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.api.watch.Watches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits, on the caller's thread, until a look at a range of keys shows what is wanted: looks, watches from there on, and looks
 * again after each change. No change can be missed, because the watch begins behind the revision of the look.
 */
public final class RangeWait {
    /**
     * What a look showed.
     *
     * @param found what was wanted, if it is there
     * @param revision of the look: the store was like that then
     */
    public record Look<T>(Optional<T> found, long revision) {}

    private final Watches watches;
    private final LongSupplier nanoTime;

    public RangeWait(Watches watches, LongSupplier nanoTime) {
        this.watches = watches;
        this.nanoTime = nanoTime;
    }

    /** Waits without end. */
    public <T> T await(KeyRange range, Supplier<Look<T>> look) {
        return await(range, look, Optional.empty(), Optional.empty()).orElseThrow();
    }

    /**
     * Waits.
     *
     * @param timeout empty for no end; a look or the start of a watch under way is finished even if it takes longer
     * @param session whose end ends the waiting, if there is one
     * @return empty if the time was over first
     * @throws RefusedException with SESSION_EXPIRED when the session has ended
     */
    public <T> Optional<T> await(
            KeyRange range, Supplier<Look<T>> look, Optional<Duration> timeout, Optional<Session> session) {
        long start = nanoTime.getAsLong();
        while (true) {
            session.ifPresent(RangeWait::checkLive);
            Look<T> now = look.get();
            if (now.found().isPresent() || isOver(start, timeout)) {
                return now.found();
            }
            try (WatchIterator changes = watches.iterate(range, WatchOptions.from(now.revision() + 1))) {
                CompletableFuture<?> closer = session.map(given -> given.ended().thenRun(changes::close))
                        .orElseGet(CompletableFuture::new);
                Optional<T> found = follow(changes, now.revision(), look, start, timeout);
                closer.cancel(false);
                return found;
            } catch (CompactedException e) {
                // What happened in between is gone; a fresh look shows what came of it.
            } catch (ClientClosedException e) {
                session.ifPresent(RangeWait::checkLive);
                throw e;
            }
        }
    }

    private <T> Optional<T> follow(
            WatchIterator changes, long revision, Supplier<Look<T>> look, long start, Optional<Duration> timeout) {
        long looked = revision;
        while (true) {
            Optional<WatchBatch> change = timeout.isEmpty()
                    ? Optional.of(changes.take())
                    : changes.poll(timeout.get().minusNanos(nanoTime.getAsLong() - start));
            if (change.isEmpty()) {
                return Optional.empty();
            }
            if (change.get().revision() > looked) {
                Look<T> now = look.get();
                if (now.found().isPresent()) {
                    return now.found();
                }
                looked = now.revision();
            }
        }
    }

    private boolean isOver(long start, Optional<Duration> timeout) {
        return timeout.isPresent() && timeout.get().compareTo(Duration.ofNanos(nanoTime.getAsLong() - start)) <= 0;
    }

    /** Fails with SESSION_EXPIRED if the session has ended. */
    public static void checkLive(Session session) {
        if (!session.state().isLive()) {
            throw sessionEnd(null);
        }
    }

    /** What whoever depends on a session is told when it has ended. */
    public static RefusedException sessionEnd(@Nullable Throwable cause) {
        return new RefusedException(EtcdError.SESSION_EXPIRED, Outcome.NOT_APPLIED, List.of(), cause);
    }
}
