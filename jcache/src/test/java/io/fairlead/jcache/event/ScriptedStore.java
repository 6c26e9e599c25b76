package io.fairlead.jcache.event;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.jcache.store.Attempt;
import io.fairlead.jcache.store.CacheKeys;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.ChangeBatch;
import io.fairlead.jcache.store.Committed;
import io.fairlead.jcache.store.Decider;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.StoreScan;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.jcache.store.View;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store whose watches deliver what the test says, on the test's thread, and end when it says so. */
final class ScriptedStore implements CacheStore {
    /** What the next watches and writes beside fail with, in order. */
    final Deque<RuntimeException> refusals = new ArrayDeque<>();

    final Deque<RuntimeException> writeRefusals = new ArrayDeque<>();
    final List<Watch> watches = new ArrayList<>();
    final Map<Bytes, Bytes> beside = new HashMap<>();

    /** What the cluster is at. */
    long revision = 10;

    Watch watch() {
        return watches.get(watches.size() - 1);
    }

    @Override
    public WatchHandle watch(long fromRevision, boolean withBefore, Consumer<? super ChangeBatch> receiver) {
        if (!refusals.isEmpty()) {
            throw refusals.remove();
        }
        Watch watch = new Watch(fromRevision, fromRevision == 0 ? revision + 1 : fromRevision, withBefore, receiver);
        watches.add(watch);
        return watch;
    }

    @Override
    public CacheKeys keys() {
        return CacheKeys.of("cache");
    }

    @Override
    public long barrier() {
        return revision;
    }

    @Override
    public Optional<Bytes> readBeside(Bytes key) {
        return Optional.ofNullable(beside.get(key));
    }

    @Override
    public void writeBeside(Bytes key, Bytes value) {
        if (!writeRefusals.isEmpty()) {
            throw writeRefusals.remove();
        }
        beside.put(key, value);
    }

    @Override
    public void deleteBeside(List<Bytes> keys) {
        beside.keySet().removeAll(keys);
    }

    @Override
    public long incarnation() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long now() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoredEntry get(Bytes key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public View getAll(Collection<Bytes> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreScan scan() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> Attempt<R> attempt(StoredEntry assumed, Optional<Cmp> guard, Decider<R> decider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> Committed<R> update(StoredEntry assumed, Optional<Cmp> guard, Decider<R> decider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long overwrite(Bytes key, Effect.Put put) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> Map<Bytes, Committed<R>> updateAll(Collection<Bytes> keys, boolean atomic, Decider<R> decider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long deleteAll(Effect.Removal removal) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void destroy() {
        throw new UnsupportedOperationException();
    }

    /** A watch of this store. */
    static final class Watch implements WatchHandle {
        final long asked;
        final boolean withBefore;
        private final long start;
        private final Consumer<? super ChangeBatch> receiver;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private long seen;
        private @Nullable RuntimeException end;

        Watch(long asked, long start, boolean withBefore, Consumer<? super ChangeBatch> receiver) {
            this.asked = asked;
            this.start = start;
            this.seen = start - 1;
            this.withBefore = withBefore;
            this.receiver = receiver;
        }

        void deliver(ChangeBatch batch) {
            receiver.accept(batch);
            synchronized (this) {
                seen = Math.max(seen, batch.revision());
                notifyAll();
            }
        }

        void end(RuntimeException why) {
            synchronized (this) {
                end = why;
                notifyAll();
            }
            done.completeExceptionally(why);
        }

        boolean isClosed() {
            return done.isDone();
        }

        @Override
        public long startRevision() {
            return start;
        }

        @Override
        public synchronized long revision() {
            return seen;
        }

        @Override
        public synchronized void awaitRevision(long revision, Duration timeout) {
            long deadline = System.nanoTime() + timeout.toNanos();
            try {
                while (seen < revision) {
                    if (end != null) {
                        throw end;
                    }
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        throw new DeadlineExceededException(Outcome.NOT_APPLIED, List.of(), null);
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedCallException(Outcome.NOT_APPLIED, List.of(), e);
            }
        }

        @Override
        public CompletableFuture<Void> reached(long revision) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> done() {
            return done.copy();
        }

        @Override
        public void close() {
            synchronized (this) {
                end = new ClientClosedException(Outcome.NOT_APPLIED, List.of());
                notifyAll();
            }
            done.complete(null);
        }
    }
}
