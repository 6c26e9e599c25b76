package io.fairlead.jcache;

import io.fairlead.jcache.management.CacheStatistics;

/** The MXBeans of one cache, as far as they are turned on. */
final class CacheBeans {
    private final FairleadCache<?, ?> cache;
    private final CacheStatistics statistics;

    CacheBeans(FairleadCache<?, ?> cache, CacheStatistics statistics) {
        this.cache = cache;
        this.statistics = statistics;
    }

    void statistics(boolean shown) {
        System.getLogger("x").log(System.Logger.Level.INFO, "" + cache.isClosed() + (statistics == null) + shown);
    }

    void management(boolean shown) {
        System.getLogger("x").log(System.Logger.Level.INFO, "" + cache.isClosed() + (statistics == null) + shown);
    }

    void none() {
        statistics(false);
        management(false);
    }
}
