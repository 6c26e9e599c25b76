package io.fairlead.testing.failover;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;

class EtcdLeaderLossTest extends LeaderLossSuite {
    @BeforeAll
    static void needsEtcd() {
        assumeTrue(EtcdThree.binary().isPresent(), "no etcd on the PATH");
    }

    @Override
    ThreeMembers start(Duration heartbeat, Duration election) {
        Optional<Path> binary = EtcdThree.binary();
        return new EtcdThree(binary.orElseThrow(), heartbeat, election);
    }
}
