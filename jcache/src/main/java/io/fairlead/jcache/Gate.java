package io.fairlead.jcache;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.error.Outcome;
import io.fairlead.jcache.store.CacheDestroyedException;
import io.fairlead.jcache.store.GuardLostException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.cache.CacheException;

/** Where every call of a cache goes in and out: lets nobody in once it is closed, and puts failures into words of JSR 107. */
final class Gate {
    private final String name;
    private final Runnable onDestroyed;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param onDestroyed runs when a call finds that the cache was destroyed */
    Gate(String name, Runnable onDestroyed) {
        this.name = name;
        this.onDestroyed = onDestroyed;
    }

    /** Lets nobody in from now on; false if that was so already. */
    boolean close() {
        return closed.compareAndSet(false, true);
    }

    boolean isClosed() {
        return closed.get();
    }

    void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the cache " + name + " is closed");
        }
    }

    void run(Runnable operation) {
        boolean unused = call(() -> {
            operation.run();
            return true;
        });
    }

    <T> T call(Supplier<T> operation) {
        checkOpen();
        try {
            return operation.get();
        } catch (CacheDestroyedException e) {
            onDestroyed.run();
            throw new IllegalStateException("the cache " + name + " was destroyed", e);
        } catch (ClientClosedException e) {
            throw new IllegalStateException("the manager of the cache " + name + " is closed", e);
        } catch (GuardLostException e) {
            throw new CacheException(
                    "the lock of the entry was lost before the change; the cache was not changed by this call, though a"
                            + " CacheWriter may have been told of it",
                    e);
        } catch (FairleadException e) {
            throw inWords(e);
        }
    }

    /** For calls of the cluster before there is a cache. */
    static <T> T inWords(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (FairleadException e) {
            throw inWords(e);
        }
    }

    /** The flag of an interrupted thread is set already: the client sees to that. */
    private static CacheException inWords(FairleadException e) {
        String outcome = e.outcome() == Outcome.UNKNOWN
                ? "the change may have happened or may still happen: read before asking again"
                : "nothing was changed by this call: asking again is safe";
        return new CacheException(e.getMessage() + "; " + outcome, e);
    }
}
