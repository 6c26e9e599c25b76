package io.fairlead.testing;

import java.time.Duration;

/**
 * How fast a test cluster notices trouble.
 *
 * @param heartbeatInterval how often the leader speaks
 * @param electionTimeout how long a follower waits for it
 */
record ClusterTimes(Duration heartbeatInterval, Duration electionTimeout) {
    /** Five times faster than etcd's defaults, and still calm on a busy machine. */
    static final ClusterTimes DEFAULT = new ClusterTimes(Duration.ofMillis(20), Duration.ofMillis(400));
}
