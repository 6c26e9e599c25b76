package io.fairlead.jcache.near;

import io.fairlead.api.Bytes;
import io.fairlead.api.CompactedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.jcache.store.Attempt;
import io.fairlead.jcache.store.CacheDestroyedException;
import io.fairlead.jcache.store.CacheKeys;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.Change;
import io.fairlead.jcache.store.ChangeBatch;
import io.fairlead.jcache.store.Committed;
import io.fairlead.jcache.store.Decider;
import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.Envelope;
import io.fairlead.jcache.store.StoreScan;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.jcache.store.View;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A cluster of one thread whose watch delivers when it is told to, and which can be out of reach. Clock and time are the
 * test's.
 */
final class ScriptedStore implements CacheStore {
    /** The clock of this process, which no one else knows. */
    long nanos;

    boolean unreachable;
    boolean destroyed;

    /** Runs between the moment a read is carried out and the moment its answer comes. */
    Runnable onTheWay = () -> {};

    int reads;
    int barriers;
    long revision = 1;
    Optional<ScriptedWatch> watch = Optional.empty();

    private final Map<Bytes, StoredEntry> entries = new TreeMap<>();
    private final List<Past> past = new ArrayList<>();

    /** What a key was from a revision, and a time, on. */
    record Past(Bytes key, StoredEntry entry, long revision, long nanos) {}

    long write(Bytes key, String value) {
        StoredEntry before = entries.getOrDefault(key, StoredEntry.absent(key));
        revision++;
        StoredEntry now = new StoredEntry(
                key,
                before.exists() ? before.createRevision() : revision,
                revision,
                0,
                Optional.of(new Envelope(Envelope.ETERNAL, revision, Set.of(), Bytes.utf8(value))));
        entries.put(key, now);
        return committed(before.exists() ? Change.Kind.UPDATED : Change.Kind.CREATED, now);
    }

    long delete(Bytes key) {
        if (entries.remove(key) == null) {
            return revision;
        }
        revision++;
        return committed(Change.Kind.REMOVED, StoredEntry.absent(key));
    }

    /** Something elsewhere in the cluster. */
    void writeElsewhere() {
        revision++;
    }

    private long committed(Change.Kind kind, StoredEntry now) {
        past.add(new Past(now.key(), now, revision, nanos));
        Change change = new Change(kind, now, StoredEntry.absent(now.key()));
        watch.ifPresent(open -> open.waiting.add(new ChangeBatch(ChangeBatch.Kind.CHANGES, revision, List.of(change))));
        return revision;
    }

    void destroyCache() {
        destroyed = true;
        revision++;
        watch.ifPresent(open -> open.waiting.add(new ChangeBatch(ChangeBatch.Kind.DESTROYED, revision, List.of())));
    }

    /** All states of a key, oldest first. */
    List<Past> pastOf(Bytes key) {
        return past.stream().filter(state -> state.key().equals(key)).toList();
    }

    private void call() {
        if (unreachable) {
            throw new UnavailableException("nobody is there", Outcome.NOT_APPLIED, List.of(), null);
        }
        if (destroyed) {
            throw new CacheDestroyedException("destroyed");
        }
    }

    @Override
    public CacheKeys keys() {
        return CacheKeys.of("scripted");
    }

    @Override
    public long incarnation() {
        return 1;
    }

    @Override
    public long now() {
        return 0;
    }

    @Override
    public StoredEntry get(Bytes key) {
        return getAll(List.of(key)).entries().get(0);
    }

    @Override
    public View getAll(Collection<Bytes> keys) {
        call();
        reads++;
        View view = new View(
                revision,
                keys.stream()
                        .map(key -> entries.getOrDefault(key, StoredEntry.absent(key)))
                        .toList());
        onTheWay.run();
        return view;
    }

    @Override
    public StoreScan scan() {
        call();
        List<StoredEntry> all = List.copyOf(entries.values());
        long at = revision;
        return new StoreScan() {
            @Override
            public long revision() {
                return at;
            }

            @Override
            public Iterator<StoredEntry> iterator() {
                return all.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public long barrier() {
        call();
        barriers++;
        long at = revision;
        onTheWay.run();
        return at;
    }

    @Override
    public WatchHandle watch(long fromRevision, boolean withBefore, Consumer<? super ChangeBatch> receiver) {
        call();
        ScriptedWatch started = new ScriptedWatch(fromRevision, receiver);
        past.stream().filter(state -> state.revision() >= fromRevision).forEach(state -> {
            Change change = new Change(Change.Kind.UPDATED, state.entry(), StoredEntry.absent(state.key()));
            started.waiting.add(new ChangeBatch(ChangeBatch.Kind.CHANGES, state.revision(), List.of(change)));
        });
        watch = Optional.of(started);
        return started;
    }

    /** Delivers one revision, or that nothing more has happened, if anybody wants to know. */
    void deliver() {
        watch.ifPresent(open -> {
            ChangeBatch next = open.waiting.poll();
            if (next != null) {
                open.told(next.revision());
                open.receiver.accept(next);
            } else {
                open.told(revision);
            }
            open.answer();
        });
    }

    void deliverAll() {
        while (watch.map(open -> !open.waiting.isEmpty()).orElse(false)) {
            deliver();
        }
        deliver();
    }

    /** The history the watch needs next is gone. */
    void endWatch() {
        Optional<ScriptedWatch> ended = watch;
        watch = Optional.empty();
        ended.ifPresent(open -> open.end(new CompactedException(1, List.of())));
    }

    /** A watch that waits for the script. */
    static final class ScriptedWatch implements WatchHandle {
        private final Deque<ChangeBatch> waiting = new ArrayDeque<>();
        private final Consumer<? super ChangeBatch> receiver;
        private final List<Wanted> wanted = new ArrayList<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final long start;
        private long told;

        private record Wanted(long revision, CompletableFuture<Void> reached) {}

        private ScriptedWatch(long start, Consumer<? super ChangeBatch> receiver) {
            this.start = start;
            this.told = start - 1;
            this.receiver = receiver;
        }

        private void told(long revision) {
            told = Math.max(told, revision);
        }

        private void answer() {
            List<Wanted> answered =
                    wanted.stream().filter(each -> each.revision() <= told).toList();
            wanted.removeAll(answered);
            answered.forEach(each -> each.reached().complete(null));
        }

        private void end(FairleadException reason) {
            List.copyOf(wanted).forEach(each -> each.reached().completeExceptionally(reason));
            done.completeExceptionally(reason);
        }

        @Override
        public long startRevision() {
            return start;
        }

        @Override
        public long revision() {
            return told;
        }

        @Override
        public void awaitRevision(long revision, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> reached(long revision) {
            CompletableFuture<Void> reached = new CompletableFuture<>();
            wanted.add(new Wanted(revision, reached));
            answer();
            return reached;
        }

        @Override
        public CompletableFuture<Void> done() {
            return done;
        }

        @Override
        public void close() {
            waiting.clear();
            done.complete(null);
        }
    }

    // What reads have no part in.

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

    @Override
    public Optional<Bytes> readBeside(Bytes key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeBeside(Bytes key, Bytes value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteBeside(List<Bytes> keys) {
        throw new UnsupportedOperationException();
    }
}
