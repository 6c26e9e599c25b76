package io.fairlead.jcache.config;

/** How exactly reads move the deadlines of caches whose expiry policy asks for it. */
public enum AccessExpiry {
    /** A read writes only when less than half of what it would add remains: an entry may go that much earlier. */
    RELAXED,
    /** Every read writes. */
    STRICT
}
