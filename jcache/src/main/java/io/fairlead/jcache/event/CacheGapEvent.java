package io.fairlead.jcache.event;

import javax.cache.Cache;

/**
 * A registration has missed what happened between two revisions, because the cluster has compacted that part of its history
 * before this process could read it. Changes of the cache may have been among it, or none.
 *
 * @param source the cache
 * @param firstRevision the first revision that is missing
 * @param lastRevision the last one; the next event is of a later revision
 */
public record CacheGapEvent(Cache<?, ?> source, long firstRevision, long lastRevision) {}
