package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.CompactedException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.ScanOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads a cache that must not be destroyed. Safe to share between threads. */
final class EntryReads {
    /** Keys that are asked for at a time, at most: beside them stands the record, and a server takes 128. */
    private static final int KEYS_MAX = 127;

    /** How often a bulk read begins anew because its revision was compacted. */
    private static final int BEGINNINGS_MAX = 3;

    private final ClusterAccess cluster;
    private final Incarnation cache;
    private final Commits commits;

    EntryReads(ClusterAccess cluster, Incarnation cache, Commits commits) {
        this.cluster = cluster;
        this.cache = cache;
        this.commits = commits;
    }

    StoredEntry get(Bytes key) {
        return cache.entry(key, read(List.of(Op.get(cache.range(key)))).get(0).first());
    }

    Optional<Bytes> beside(Bytes key) {
        return read(List.of(Op.get(KeyRange.single(key)))).get(0).first().map(kv -> kv.value());
    }

    /** A revision that the store has reached, with the cache in it. */
    long barrier() {
        RangeResult seen = cluster.kv()
                .get(
                        KeyRange.single(cache.keys().record()),
                        ReadOptions.defaults().withKeysOnly());
        commits.saw(seen.revision());
        cache.check(seen);
        return seen.revision();
    }

    StoreScan scan() {
        long revision = barrier();
        return new EntryScan(
                cache,
                cluster.kv().scan(cache.keys().entries(), ScanOptions.defaults().revision(revision)));
    }

    View getAll(Collection<Bytes> keys) {
        List<Bytes> list = List.copyOf(keys);
        for (int i = 1; ; i++) {
            try {
                return new Bulk().read(list);
            } catch (CompactedException e) {
                if (i == BEGINNINGS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** One bulk read: the first part settles the revision, and the others are read as of it. For one thread. */
    private final class Bulk {
        private final List<StoredEntry> entries = new ArrayList<>();
        private long revision;

        View read(List<Bytes> keys) {
            if (keys.isEmpty()) {
                revision = barrier();
            }
            for (int from = 0; from < keys.size(); from += KEYS_MAX) {
                readPart(keys.subList(from, Math.min(keys.size(), from + KEYS_MAX)));
            }
            return new View(revision, entries);
        }

        /** In halves, where the answer would be too large for one message. */
        private void readPart(List<Bytes> keys) {
            TxnResult result;
            try {
                result = EntryReads.this.read(keys.stream().map(this::step).toList());
            } catch (RefusedException e) {
                if (e.condition() != EtcdError.RESPONSE_TOO_LARGE || keys.size() == 1) {
                    throw e;
                }
                readPart(keys.subList(0, keys.size() / 2));
                readPart(keys.subList(keys.size() / 2, keys.size()));
                return;
            }
            if (revision == 0) {
                revision = result.revision();
            }
            for (int i = 0; i < keys.size(); i++) {
                entries.add(cache.entry(keys.get(i), result.get(i).first()));
            }
        }

        private Op step(Bytes key) {
            return Op.get(cache.range(key), ReadOptions.defaults().revision(revision));
        }
    }

    private TxnResult read(List<Op> steps) {
        TxnResult result = cluster.kv().commit(new Txn(List.of(cache.lives()), steps, List.of(cache.look())));
        commits.saw(result.revision());
        if (!result.succeeded()) {
            throw cache.destroyed();
        }
        return result;
    }
}
