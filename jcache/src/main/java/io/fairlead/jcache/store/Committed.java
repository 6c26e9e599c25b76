package io.fairlead.jcache.store;

/**
 * An update that was committed.
 *
 * @param revision of the change; where nothing was changed, the one at which the entry was as the decision saw it
 * @param changed whether anything was written
 * @param before the entry the decision was made on
 * @param result what the decision gave
 */
public record Committed<R>(long revision, boolean changed, StoredEntry before, R result) {}
