package io.fairlead.testing.failover;

import io.fairlead.testing.TestCluster;
import java.time.Duration;
import java.util.List;

/** Three members of ours in this JVM. */
final class OurThree implements ThreeMembers {
    private final TestCluster cluster;

    OurThree(Duration heartbeat, Duration election) {
        cluster = TestCluster.builder()
                .members(3)
                .server(config -> config.heartbeatInterval(heartbeat).electionTimeout(election))
                .start();
    }

    @Override
    public List<String> endpoints() {
        return cluster.endpoints();
    }

    @Override
    public void kill(int member) {
        cluster.faults().kill(cluster.member(member));
    }

    @Override
    public void start(int member) {
        cluster.faults().start(cluster.member(member));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
