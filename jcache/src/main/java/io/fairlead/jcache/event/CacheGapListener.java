package io.fairlead.jcache.event;

import javax.cache.event.CacheEntryListener;

/**
 * A listener that wants to know when it has missed something: whoever keeps a picture of the cache has to read it anew then. A
 * gap that nobody listens for is logged.
 */
public interface CacheGapListener<K, V> extends CacheEntryListener<K, V> {
    /** Called in order with the events: after those of earlier revisions, before those of later ones. Filters are not asked. */
    void onGap(CacheGapEvent gap);
}
