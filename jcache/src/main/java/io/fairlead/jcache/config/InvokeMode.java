package io.fairlead.jcache.config;

/** How entry processors run. In both modes exactly one run takes effect. */
public enum InvokeMode {
    /** As compare-and-set: a processor runs again when somebody else was quicker, and each run may act outside the cache. */
    OPTIMISTIC,
    /** Under a lock of the key across the cluster: a processor runs once, at the price of more round trips. */
    EXCLUSIVE
}
