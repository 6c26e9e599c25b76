package io.fairlead.client.namespace;

import io.fairlead.api.KeyValue;
import io.fairlead.api.kv.Scan;
import java.util.Iterator;

/** A scan whose entries are seen without the prefix. */
final class NamespacedScan implements Scan {
    private final Scan store;
    private final Namespace namespace;

    NamespacedScan(Scan store, Namespace namespace) {
        this.store = store;
        this.namespace = namespace;
    }

    @Override
    public long revision() {
        return store.revision();
    }

    @Override
    public Iterator<KeyValue> iterator() {
        Iterator<KeyValue> entries = store.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public KeyValue next() {
                return namespace.inside(entries.next());
            }
        };
    }

    @Override
    public void close() {
        store.close();
    }
}
