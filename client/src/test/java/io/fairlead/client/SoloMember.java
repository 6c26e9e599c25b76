package io.fairlead.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** A cluster of one member that a suite runs against, ours or etcd's. */
interface SoloMember {
    String endpoint();

    void stop() throws IOException, InterruptedException;

    /** An embedded member. */
    static SoloMember embedded(Path dataDir) throws IOException, InterruptedException, TimeoutException {
        FairleadServer server = FairleadServer.start(ServerConfig.builder()
                .name("solo")
                .dataDir(dataDir.resolve("data"))
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .unsafeNoFsync(true)
                .build());
        server.awaitReady(Duration.ofSeconds(30));
        return new SoloMember() {
            @Override
            public String endpoint() {
                return server.clientUrls().get(0);
            }

            @Override
            public void stop() {
                server.close();
            }
        };
    }

    /** A real etcd; the test is passed over if there is none. */
    static SoloMember etcd() throws IOException {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "no etcd in -Detcd.bin and none on the PATH");
        RealEtcd etcd = RealEtcd.start(binary.orElseThrow());
        return new SoloMember() {
            @Override
            public String endpoint() {
                return etcd.endpoint();
            }

            @Override
            public void stop() throws IOException, InterruptedException {
                etcd.stop();
            }
        };
    }
}
