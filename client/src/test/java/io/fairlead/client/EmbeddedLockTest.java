package io.fairlead.client;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Locks and elections of an embedded member. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedLockTest {
    @SuppressWarnings("NullAway.Init") // set before all
    private SoloMember member;

    @BeforeAll
    void start(@TempDir Path dataDir) throws Exception {
        member = SoloMember.embedded(dataDir);
    }

    @AfterAll
    void stop() throws Exception {
        member.stop();
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
