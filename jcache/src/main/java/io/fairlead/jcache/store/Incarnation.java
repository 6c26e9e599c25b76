package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;
import java.util.Optional;

/**
 * Which cache is meant, and how to hold the cluster to it.
 *
 * @param keys where it stands
 * @param revision the create revision of its record
 */
record Incarnation(CacheKeys keys, long revision) {
    /** That this cache is there, and no later one. */
    Cmp lives() {
        return Cmp.createRevision(KeyRange.single(keys.record())).is(revision);
    }

    /** Looks whether it is. */
    Op look() {
        return Op.get(KeyRange.single(keys.record()), ReadOptions.defaults().withKeysOnly());
    }

    /** Fails if what was seen of the record tells that this cache is destroyed. */
    void check(RangeResult seen) {
        if (seen.first().map(KeyValue::createRevision).orElse(0L) != revision) {
            throw destroyed();
        }
    }

    CacheDestroyedException destroyed() {
        return new CacheDestroyedException("the cache was destroyed");
    }

    KeyRange range(Bytes key) {
        return KeyRange.single(keys.entry(key));
    }

    /** What was found under a key. */
    StoredEntry entry(Bytes key, Optional<KeyValue> found) {
        return found.map(kv -> new StoredEntry(
                        key,
                        kv.createRevision(),
                        kv.modRevision(),
                        kv.lease(),
                        Optional.of(Envelope.parse(kv.value()))))
                .orElseGet(() -> StoredEntry.absent(key));
    }
}
