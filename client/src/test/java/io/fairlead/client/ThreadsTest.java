package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.KeyRange;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that is closed leaves no thread behind, whatever it did and whether its watches and leases were closed before. */
class ThreadsTest {
    private static final int CLIENTS = 1_000;
    private static final long LINGER_MILLIS = 10_000;

    @Test
    void threads_afterAThousandClients_areAsManyAsBefore(@TempDir Path dir) throws IOException, InterruptedException {
        try (FairleadServer server = FairleadServer.start(ServerConfig.builder()
                .name("solo")
                .dataDir(dir)
                .listenClientUrls("http://127.0.0.1:0")
                .listenPeerUrls("http://127.0.0.1:0")
                .unsafeNoFsync(true)
                .build())) {
            String endpoint = server.clientUrls().get(0);
            // The first one starts what the JVM keeps for all.
            Set<Thread> atFirst = threads();
            use(endpoint, 0);
            Set<Thread> before = ended(atFirst);
            before.addAll(atFirst);
            for (int i = 0; i < CLIENTS; i++) {
                use(endpoint, i);
            }
            assertThat(ended(before)).isEmpty();
        }
    }

    private static void use(String endpoint, int number) {
        try (FairleadClient client = FairleadClient.connect(endpoint)) {
            if (number % 10 == 0) {
                client.kv().put("k", "v");
                WatchHandle watch = client.watches().watch(KeyRange.all(), WatchOptions.fromNow(), batch -> {});
                KeptLease kept = client.leases().keep(Duration.ofSeconds(60));
                if (number % 20 == 0) {
                    watch.close();
                    kept.close();
                }
            } else if (number % 3 == 0) {
                client.kv().get("k");
            }
        }
    }

    /** The threads of clients that did not exist before and do not end. */
    private static Set<Thread> ended(Set<Thread> before) throws InterruptedException {
        Set<Thread> left = threads();
        left.removeAll(before);
        for (Thread thread : left) {
            thread.join(LINGER_MILLIS);
        }
        left.removeIf(thread -> !thread.isAlive());
        return left;
    }

    /** All but those of the server, which come and go with its work. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("solo-")
                        && !thread.getName().startsWith("fairlead-net")
                        && !thread.getName().startsWith("fairlead-snapshot"))
                .collect(Collectors.toSet());
    }
}
