package io.fairlead.server.rpc;

import java.time.Duration;

/**
 * How calls that stay open are kept.
 *
 * @param watchProgressInterval after which idle watchers that asked for it are told how far they are
 * @param electionTimeout of the cluster: a stream that asked for a leader ends when there was none for three of these
 */
public record StreamOptions(Duration watchProgressInterval, Duration electionTimeout) {
    public StreamOptions {
        if (watchProgressInterval.isNegative() || watchProgressInterval.isZero()) {
            throw new IllegalArgumentException("watch progress interval: " + watchProgressInterval);
        }
        if (electionTimeout.isNegative() || electionTimeout.isZero()) {
            throw new IllegalArgumentException("election timeout: " + electionTimeout);
        }
    }

    /** Etcd's defaults. */
    public static StreamOptions defaults() {
        return new StreamOptions(Duration.ofMinutes(10), Duration.ofSeconds(1));
    }
}
