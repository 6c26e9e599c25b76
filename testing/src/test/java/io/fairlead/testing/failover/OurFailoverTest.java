package io.fairlead.testing.failover;

import java.time.Duration;

class OurFailoverTest extends FailoverSuite {
    @Override
    ThreeMembers start(Duration heartbeat, Duration election) {
        return new OurThree(heartbeat, election);
    }
}
