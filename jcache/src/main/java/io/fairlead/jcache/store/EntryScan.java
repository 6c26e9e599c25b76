package io.fairlead.jcache.store;

import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Scan;
import java.util.Iterator;
import java.util.Optional;

/** A scan of the store, told as entries. */
final class EntryScan implements StoreScan {
    private final Incarnation cache;
    private final Scan scan;

    EntryScan(Incarnation cache, Scan scan) {
        this.cache = cache;
        this.scan = scan;
    }

    @Override
    public long revision() {
        return scan.revision();
    }

    @Override
    public Iterator<StoredEntry> iterator() {
        Iterator<KeyValue> records = scan.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public StoredEntry next() {
                KeyValue record = records.next();
                return cache.entry(cache.keys().keyOf(record.key()), Optional.of(record));
            }
        };
    }

    @Override
    public void close() {
        scan.close();
    }
}
