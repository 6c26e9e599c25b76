package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.ReadOptions;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.client.FairleadClient;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The caches of one namespace of the cluster. Safe to share between threads. Every method waits for the cluster within the
 * client's deadline, and fails with a {@link io.fairlead.api.FairleadException}.
 */
public final class CacheCatalog {
    private static final ReadOptions FIRST_KEY = ReadOptions.defaults().limit(1).withKeysOnly();

    private final ClusterAccess cluster;
    private final LeaseBuckets leases;

    CacheCatalog(ClusterAccess cluster) {
        this.cluster = cluster;
        this.leases = new LeaseBuckets(cluster.leases(), cluster.nanoTime());
    }

    /**
     * The caches that this client sees.
     *
     * @param client narrowed to the namespace of the manager; it stays the caller's
     * @param wallMillis the time that deadlines are held against, in milliseconds since 1970
     */
    public static CacheCatalog of(FairleadClient client, LongSupplier wallMillis) {
        return new CacheCatalog(ClusterAccess.of(client, wallMillis));
    }

    /**
     * Creates a cache, or attaches to the one of this name if it agrees with what is wanted. Safe to repeat.
     *
     * @throws RecordMismatchException if it does not agree
     * @throws UnreadableRecordException if something else stands where its record should
     */
    public CacheStore create(String name, CacheRecord wanted) {
        Bytes record = CacheKeys.of(name).record();
        TxnResult result = new Commits(cluster, 0)
                .commitRepeatedly(new Txn(
                        List.of(Cmp.missing(record)),
                        List.of(Op.put(record, wanted.toBytes())),
                        List.of(Op.get(KeyRange.single(record)))));
        if (result.succeeded()) {
            return store(name, result.revision());
        }
        KeyValue found = result.get(0).first().orElseThrow();
        List<String> differences = CacheRecord.parse(found.value()).differences(wanted);
        if (!differences.isEmpty()) {
            throw new RecordMismatchException(
                    "the cache " + name + " in the cluster has " + String.join("; ", differences));
        }
        return store(name, found.createRevision());
    }

    /** What the cache of this name is; empty if there is none. */
    public Optional<CacheRecord> find(String name) {
        return record(name).map(found -> CacheRecord.parse(found.value()));
    }

    /** The cache of this name, whatever it is; empty if there is none. */
    public Optional<CacheStore> open(String name) {
        return record(name).map(found -> store(name, found.createRevision()));
    }

    private Optional<KeyValue> record(String name) {
        return cluster.kv().get(CacheKeys.of(name).record());
    }

    private CacheStore store(String name, long incarnation) {
        return new ClusterStore(cluster, new Incarnation(CacheKeys.of(name), incarnation), leases);
    }

    /** The names of all caches in the namespace, in the order of their encoded names; two round trips for each. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        Optional<Bytes> key = firstKey(KeyRange.all());
        while (key.isPresent()) {
            Bytes found = key.get();
            int end = nameEnd(found);
            if (end < 0) {
                key = firstKey(KeyRange.from(found.concat(Bytes.of(0)))); // Not ours.
                continue;
            }
            name(found.slice(0, end)).filter(name -> record(name).isPresent()).ifPresent(names::add);
            // From one key of a cache to behind the last that it can have: there may be many between.
            key = firstKey(
                    KeyRange.from(KeyRange.prefix(found.slice(0, end + 1)).end()));
        }
        return names;
    }

    private static int nameEnd(Bytes key) {
        for (int i = 0; i < key.size(); i++) {
            if (key.at(i) == '/') {
                return i;
            }
        }
        return -1;
    }

    private static Optional<String> name(Bytes encoded) {
        try {
            return Optional.of(URLDecoder.decode(encoded.toUtf8(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Somebody else's key.
        }
    }

    private Optional<Bytes> firstKey(KeyRange range) {
        return cluster.kv().get(range, FIRST_KEY).first().map(KeyValue::key);
    }

    /** Destroys the cache of this name for everybody, at one revision. Does nothing if there is none. Safe to repeat. */
    public void destroy(String name) {
        open(name).ifPresent(CacheStore::destroy);
    }
}
