package io.fairlead.testing.failover;

import java.time.Duration;

class OurLeaderLossTest extends LeaderLossSuite {
    @Override
    ThreeMembers start(Duration heartbeat, Duration election) {
        return new OurThree(heartbeat, election);
    }
}
