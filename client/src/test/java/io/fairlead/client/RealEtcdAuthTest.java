package io.fairlead.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Users and roles of a real etcd, where there is one; see {@link RealEtcd#binary()}. */
class RealEtcdAuthTest extends AuthSuite {
    static final String JWT = "jwt,priv-key=" + TlsFixture.key("rsa").toAbsolutePath() + ",pub-key="
            + TlsFixture.pem("rsa-public").toAbsolutePath() + ",sign-method=RS256,ttl=10m";

    private @Nullable RealEtcd etcd;

    @BeforeAll
    void start() throws IOException {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "no etcd in -Detcd.bin and none on the PATH");
        etcd = RealEtcd.start(binary.orElseThrow(), "http", "--auth-token=" + tokens(), "--bcrypt-cost=4");
    }

    String tokens() {
        return "simple";
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
}
