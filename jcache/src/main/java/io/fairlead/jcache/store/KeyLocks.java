package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.concurrency.LockHold;
import io.fairlead.api.concurrency.Recipes;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The locks of single keys, for what must be done by one at a time in the whole cluster: loading, writing through, processing
 * exclusively. All caches of a manager share one session, which is opened when it is first needed. Safe to share between
 * threads; threads exclude each other as processes do.
 *
 * <p>A lock alone keeps nobody out who was paused and lost it: put {@link LockHold#guard()} into the change that it protects.
 */
public final class KeyLocks implements AutoCloseable {
    private final Recipes recipes;
    private final Duration sessionTtl;
    private final Duration patience;

    private @Nullable Session session;

    /**
     * @param recipes of the manager's namespace
     * @param sessionTtl after how long the locks of a process that died are free again
     * @param patience how long to stand in line at most
     */
    public KeyLocks(Recipes recipes, Duration sessionTtl, Duration patience) {
        this.recipes = recipes;
        this.sessionTtl = sessionTtl;
        this.patience = patience;
    }

    /**
     * Waits for the lock of this key. Not re-entrant.
     *
     * @throws DeadlineExceededException if others held it for longer than the patience lasts; nothing was changed
     */
    public LockHold acquire(CacheKeys keys, Bytes key) {
        // Digits, since the name of a lock must not continue another's with a slash.
        String name = keys.prefix() + "w/" + key.toHex();
        Session current = session(Optional.empty());
        try {
            return acquire(current, name);
        } catch (RefusedException e) {
            if (e.condition() != EtcdError.SESSION_EXPIRED) {
                throw e;
            }
            // The cluster knew before this process did; nothing was held yet, so another session will do.
            return acquire(session(Optional.of(current)), name);
        }
    }

    private LockHold acquire(Session current, String name) {
        return recipes.lock(current, name)
                .tryAcquire(patience)
                .orElseThrow(() -> new DeadlineExceededException(Outcome.NOT_APPLIED, List.of(), null));
    }

    private synchronized Session session(Optional<Session> ended) {
        Session open = session;
        if (open == null || !open.state().isLive() || ended.filter(open::equals).isPresent()) {
            open = recipes.openSession(sessionTtl);
            session = open;
        }
        return open;
    }

    /** Ends the session, and with it every hold. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        if (session != null) {
            session.close();
        }
    }
}
