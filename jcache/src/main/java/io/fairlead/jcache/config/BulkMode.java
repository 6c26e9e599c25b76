package io.fairlead.jcache.config;

/** What becomes of a bulk write that does not fit into one transaction of the cluster. */
public enum BulkMode {
    /** It happens in parts. */
    BEST_EFFORT,
    /** It is refused, before anything is changed. */
    REQUIRED
}
