package io.fairlead.jcache.config;

/** What becomes of a cache in the cluster when a program closes it. */
public enum OnClose {
    /** It stays, for others and for later. */
    KEEP,
    /** It is destroyed, for everybody: what tests want. */
    DESTROY
}
