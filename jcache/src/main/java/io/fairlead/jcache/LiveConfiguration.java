package io.fairlead.jcache;

import io.fairlead.jcache.config.FairleadConfiguration;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Configuration;

/** The configuration of a cache as it stands: listeners come and go, statistics are turned on and off. Gives out copies. */
final class LiveConfiguration<K, V> {
    private final FairleadConfiguration<K, V> current;

    LiveConfiguration(Configuration<K, V> configuration) {
        this.current = FairleadConfiguration.copyOf(configuration);
    }

    synchronized FairleadConfiguration<K, V> copy() {
        return new FairleadConfiguration<>(current);
    }

    <C extends Configuration<K, V>> C as(Class<C> type) {
        FairleadConfiguration<K, V> copy = copy();
        if (type.isInstance(copy)) {
            return type.cast(copy);
        }
        throw new IllegalArgumentException("the configuration of a Fairlead cache is not a " + type.getName());
    }

    /** @throws IllegalArgumentException if an equal one is there */
    synchronized void add(CacheEntryListenerConfiguration<K, V> listener) {
        current.addCacheEntryListenerConfiguration(listener);
    }

    synchronized void remove(CacheEntryListenerConfiguration<K, V> listener) {
        current.removeCacheEntryListenerConfiguration(listener);
    }

    synchronized void statistics(boolean enabled) {
        current.setStatisticsEnabled(enabled);
    }

    synchronized void management(boolean enabled) {
        current.setManagementEnabled(enabled);
    }
}
