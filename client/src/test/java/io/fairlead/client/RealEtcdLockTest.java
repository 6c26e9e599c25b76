package io.fairlead.client;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** Locks and elections of a real etcd, where there is one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealEtcdLockTest {
    @SuppressWarnings("NullAway.Init") // set before all, or nothing runs
    private SoloMember member;

    @BeforeAll
    void start() throws Exception {
        member = SoloMember.etcd();
    }

    @AfterAll
    void stop() throws Exception {
        if (member != null) {
            member.stop();
        }
    }

    @Nested
    class LocksTest extends LockSuite {
        @Override
        String endpoint() {
            return member.endpoint();
        }
    }

    @Nested
    class ElectionsTest extends ElectionSuite {
        @Override
        String endpoint() {
            return member.endpoint();
        }
    }

    @Nested
    class EtcdctlTest extends EtcdctlLineSuite {
        @Override
        String endpoint() {
            return member.endpoint();
        }
    }
}
