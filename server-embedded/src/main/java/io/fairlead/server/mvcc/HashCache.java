package io.fairlead.server.mvcc;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The hashes computed by compactions of this process, at their revision and with the compacted revision before them. Members
 * compare these, since after the compaction the hash at that revision is another one. The newest ten are kept; not durable, as
 * in etcd.
 */
final class HashCache {
    private static final int KEPT = 10;

    private final TreeMap<Long, KvHash> hashes = new TreeMap<>();

    /** @param worthless asked under the lock: nothing is kept after a {@link #clear} that came after it began to hold */
    synchronized void keepUnless(BooleanSupplier worthless, KvHash hash) {
        if (worthless.getAsBoolean()) {
            return;
        }
        hashes.put(hash.revision(), hash);
        if (hashes.size() > KEPT) {
            hashes.pollFirstEntry();
        }
    }

    synchronized Optional<KvHash> find(long revision) {
        return Optional.ofNullable(hashes.get(revision));
    }

    /** Newest revision first. */
    synchronized List<KvHash> all() {
        return List.copyOf(hashes.descendingMap().values());
    }

    synchronized void clear() {
        hashes.clear();
    }
}
