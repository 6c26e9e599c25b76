package io.fairlead.jcache.near;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.store.CacheStore;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.jcache.store.View;
import java.util.Collection;

/** Reads that the cluster answers, each of them linearizable: what was acknowledged anywhere before a read began, it sees. */
public final class ClusterReads implements Reads {
    private final CacheStore store;

    public ClusterReads(CacheStore store) {
        this.store = store;
    }

    @Override
    public StoredEntry get(Bytes key) {
        return store.get(key);
    }

    @Override
    public View getAll(Collection<Bytes> keys) {
        return store.getAll(keys);
    }

    @Override
    public StoredEntry guess(Bytes key) {
        return StoredEntry.absent(key);
    }

    /** Does nothing: the cluster knows its own writes. */
    @Override
    public void wrote(long revision) {}

    /** Does nothing: there is no copy. */
    @Override
    public void close() {}
}
