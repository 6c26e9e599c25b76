package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The client against a real etcd, where there is one: name its directory with -Detcd.bin=DIR or put it on the PATH. */
class RealEtcdTest extends SoloMemberSuite {
    private @Nullable RealEtcd etcd;

    @BeforeAll
    void start() throws IOException {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "no etcd in -Detcd.bin and none on the PATH");
        etcd = RealEtcd.start(binary.orElseThrow());
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (etcd != null) {
            etcd.stop();
        }
    }

    @Override
    String endpoint() {
        if (etcd == null) {
            throw new IllegalStateException("etcd was not started");
        }
        return etcd.endpoint();
    }

    @Test
    void defragment_ofEtcd_isAnswered() {
        try (FairleadClient client = FairleadClient.connect(endpoint())) {
            assertThat(client.maintenance().defragment(endpoint())).isNotNull();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class CallsTest extends CallSuite {
        @Override
        String endpoint() {
            return RealEtcdTest.this.endpoint();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class LeasesTest extends LeaseSuite {
        @Override
        String endpoint() {
            return RealEtcdTest.this.endpoint();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class RegistryTest extends RegistrySuite {
        @Override
        String endpoint() {
            return RealEtcdTest.this.endpoint();
        }
    }
}
