package io.fairlead.jcache;

import io.fairlead.jcache.event.EventDispatcher;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** What ends with a cache, in order. That one thing fails keeps no other from its end. */
final class CacheEnd {
    private final List<AutoCloseable> parts;
    private final Runnable destroy;

    private CacheEnd(List<AutoCloseable> parts, Runnable destroy) {
        this.parts = parts;
        this.destroy = destroy;
    }

    static CacheEnd of(CacheParts<?, ?> parts, EventDispatcher<?, ?> dispatcher) {
        List<AutoCloseable> all = new ArrayList<>(List.of(dispatcher, parts.reads(), parts.expiry()));
        parts.loader().ifPresent(loader -> addIfCloseable(all, loader));
        parts.writer().ifPresent(writer -> addIfCloseable(all, writer));
        return new CacheEnd(all, parts.store()::destroy);
    }

    /** What the user's factories made is closed if it can be. */
    private static void addIfCloseable(List<AutoCloseable> all, Object made) {
        if (made instanceof Closeable closeable) {
            all.add(closeable);
        }
    }

    /** @throws CacheException if something does not close, after all else was closed */
    void close(boolean withEntries) {
        List<AutoCloseable> all = new ArrayList<>(parts);
        if (withEntries) {
            all.add(destroy::run);
        }
        closeAll(all);
    }

    static void closeAll(List<? extends AutoCloseable> all) {
        @Nullable Exception first = null;
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first instanceof CacheException known ? known : new CacheException("not all of it closes", first);
        }
    }
}
