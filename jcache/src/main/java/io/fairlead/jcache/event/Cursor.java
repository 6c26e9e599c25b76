package io.fairlead.jcache.event;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
import io.fairlead.jcache.store.CacheDestroyedException;
import io.fairlead.jcache.store.CacheStore;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a durable listener has come, kept in the cluster. It is written a moment after the listener has moved, and once more
 * at the end, so that a busy cache does not double its writes: after a crash the listener hears the last moment again.
 */
final class Cursor {
    private static final System.Logger LOG = System.getLogger(Cursor.class.getName());

    private final CacheStore store;
    private final Bytes key;
    private final Executor later;

    /** The listener is done with everything up to here. */
    private final AtomicLong handled = new AtomicLong();

    /** True while a save is due. */
    private final AtomicBoolean due = new AtomicBoolean();

    /** What the cluster has. Guarded by this. */
    private long saved;

    /**
     * A cursor that is at its beginning.
     *
     * @param later runs a task after a moment
     */
    Cursor(CacheStore store, String name, Executor later) {
        this.store = store;
        this.key = store.keys().cursor(name);
        this.later = later;
    }

    /** What the cluster has; empty if it knows no cursor of this name. */
    OptionalLong read() {
        return store.readBeside(key)
                .map(position -> OptionalLong.of(position.asLong()))
                .orElse(OptionalLong.empty());
    }

    /** The listener is done with everything up to here. Does not wait for the cluster. */
    void handled(long revision) {
        handled.accumulateAndGet(revision, Math::max);
        if (due.compareAndSet(false, true)) {
            saveLater();
        }
    }

    private void saveLater() {
        try {
            later.execute(() -> {
                due.set(false);
                try {
                    save();
                } catch (CacheDestroyedException gone) {
                    LOG.log(System.Logger.Level.DEBUG, "a cursor went with its cache", gone);
                } catch (FairleadException e) {
                    LOG.log(System.Logger.Level.DEBUG, "a cursor is saved later", e);
                    if (due.compareAndSet(false, true)) {
                        saveLater();
                    }
                }
            });
        } catch (RejectedExecutionException closed) {
            // The client is closed, and nothing can be saved any more: the listener will hear the last moment again.
            LOG.log(System.Logger.Level.DEBUG, "a cursor is not saved", closed);
        }
    }

    /** Saves it now, if it has moved. */
    synchronized void save() {
        long position = handled.get();
        if (position != saved) {
            store.writeBeside(key, Bytes.decimal(position));
            saved = position;
        }
    }
}
