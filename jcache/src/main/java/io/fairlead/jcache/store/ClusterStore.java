package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.ConflictException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The store of a cache in the cluster; {@link CacheCatalog} makes it. */
final class ClusterStore implements CacheStore {
    private final ClusterAccess cluster;
    private final Incarnation cache;
    private final Commits commits;
    private final EntryReads reads;
    private final EntryTxns txns;

    /** @param cache which is there, or was a moment ago */
    ClusterStore(ClusterAccess cluster, Incarnation cache, LeaseBuckets leases) {
        this.cluster = cluster;
        this.cache = cache;
        this.commits = new Commits(cluster, cache.revision());
        this.reads = new EntryReads(cluster, cache, commits);
        this.txns = new EntryTxns(cluster, cache, commits, leases);
    }

    @Override
    public CacheKeys keys() {
        return cache.keys();
    }

    @Override
    public long incarnation() {
        return cache.revision();
    }

    @Override
    public long now() {
        return cluster.wallMillis().getAsLong();
    }

    @Override
    public StoredEntry get(Bytes key) {
        return reads.get(key);
    }

    @Override
    public View getAll(Collection<Bytes> keys) {
        return reads.getAll(keys);
    }

    @Override
    public StoreScan scan() {
        return reads.scan();
    }

    @Override
    public long barrier() {
        return reads.barrier();
    }

    @Override
    public <R> Attempt<R> attempt(StoredEntry assumed, Optional<Cmp> guard, Decider<R> decider) {
        Decider.Decision<R> decision = decider.decide(assumed);
        EntryTxns.Wanted wanted = new EntryTxns.Wanted(assumed, decision.effect());
        EntryTxns.Result result = txns.commit(List.of(wanted), guard);
        if (result instanceof EntryTxns.Result.Done done) {
            return new Attempt.Done<>(new Committed<>(done.revision(), wanted.changes(), assumed, decision.result()));
        }
        return new Attempt.Conflict<>(
                ((EntryTxns.Result.Stale) result).current().get(0));
    }

    @Override
    public <R> Committed<R> update(StoredEntry assumed, Optional<Cmp> guard, Decider<R> decider) {
        CallTime time = cluster.begin();
        StoredEntry current = assumed;
        for (int lost = 0; ; lost++) {
            Attempt<R> attempt = attempt(current, guard, decider);
            if (attempt instanceof Attempt.Done<R> done) {
                return done.committed();
            }
            current = ((Attempt.Conflict<R>) attempt).current();
            if (time.isOver()) {
                throw new ConflictException("an entry was changed by others each of " + (lost + 1) + " times");
            }
            if (lost > 0) {
                cluster.giveWay(lost, Outcome.NOT_APPLIED); // The first conflict is but a wrong guess.
            }
        }
    }

    @Override
    public long overwrite(Bytes key, Effect.Put put) {
        return txns.overwrite(key, put);
    }

    @Override
    public <R> Map<Bytes, Committed<R>> updateAll(Collection<Bytes> keys, boolean atomic, Decider<R> decider) {
        return new BulkUpdate<>(cluster, reads, txns, atomic, decider).run(keys);
    }

    @Override
    public long deleteAll(Effect.Removal removal) {
        return txns.deleteAll(removal);
    }

    @Override
    public void destroy() {
        var unused =
                commits.commitRepeatedly(new Txn(List.of(cache.lives()), List.of(Op.delete(keys().all())), List.of()));
    }

    @Override
    public WatchHandle watch(long fromRevision, boolean withBefore, Consumer<? super ChangeBatch> receiver) {
        WatchOptions options = fromRevision == 0
                ? WatchOptions.fromNow()
                : WatchOptions.from(Math.max(fromRevision, incarnation() + 1));
        WatchHandle watch = cluster.watches()
                .watch(
                        keys().watched(),
                        withBefore ? options.withProgress().withPrevKv() : options.withProgress(),
                        new ChangeReader(cache, commits, receiver));
        try {
            // A cache that was destroyed before the watch began would never be heard of again.
            long unused = barrier();
        } catch (RuntimeException e) {
            watch.close();
            throw e;
        }
        return watch;
    }

    @Override
    public Optional<Bytes> readBeside(Bytes key) {
        return reads.beside(key);
    }

    @Override
    public void writeBeside(Bytes key, Bytes value) {
        commitAlive(List.of(Op.put(key, value)));
    }

    @Override
    public void deleteBeside(List<Bytes> keys) {
        commitAlive(keys.stream().map(key -> Op.delete(KeyRange.single(key))).toList());
    }

    private void commitAlive(List<Op> steps) {
        if (!cluster.kv()
                .commit(new Txn(List.of(cache.lives()), steps, List.of()))
                .succeeded()) {
            throw cache.destroyed();
        }
    }
}
