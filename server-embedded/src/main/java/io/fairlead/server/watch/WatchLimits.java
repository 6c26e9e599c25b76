package io.fairlead.server.watch;

/**
 * How many watchers one member takes; above that it refuses them.
 *
 * @param streams open at the same time
 * @param watchersPerStream those included that were cancelled by a compaction and not yet by their caller
 * @param watchers on all streams together
 */
public record WatchLimits(int streams, int watchersPerStream, int watchers) {
    public static final WatchLimits DEFAULT = new WatchLimits(20_000, 10_000, 1_000_000);
}
