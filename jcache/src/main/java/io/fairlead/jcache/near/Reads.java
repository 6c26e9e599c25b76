package io.fairlead.jcache.near;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.store.StoredEntry;
import io.fairlead.jcache.store.View;
import java.util.Collection;

/**
 * Where a cache reads its entries. Safe to share between threads. Fails as {@link io.fairlead.jcache.store.CacheStore} does.
 */
public interface Reads extends AutoCloseable {
    /** The entry, as fresh as the mode says. */
    StoredEntry get(Bytes key);

    /** These entries at one revision, as fresh as the mode says. */
    View getAll(Collection<Bytes> keys);

    /**
     * What the entry probably is, without asking the cluster: a guess to begin a compare-and-set with. Says that there is no
     * record where nothing is known.
     */
    StoredEntry guess(Bytes key);

    /** This process has written, or heard of a change, at this revision: later reads through this cache are not older. */
    void wrote(long revision);

    /** Gives up the copy. Closing twice does nothing. */
    @Override
    void close();
}
