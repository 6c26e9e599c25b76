package io.fairlead.testing.jetcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.fairlead.testing.FairleadExtension;
import io.fairlead.testing.Faults;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A project that uses jetcd takes the extension for its tests, and nothing else of ours. */
@Timeout(60)
class JetcdExtensionTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(3);

    private static final ByteSequence KEY = ByteSequence.from("key", StandardCharsets.UTF_8);

    private Client jetcd;

    @BeforeEach
    void connect() {
        jetcd = Client.builder()
                .endpoints(cluster.endpoints().toArray(String[]::new))
                .build();
    }

    @AfterEach
    void disconnect() {
        jetcd.close();
    }

    @Test
    void jetcd_leaderIsKilled_readsWhatItWrote(Faults faults) throws ExecutionException, InterruptedException {
        KV kv = jetcd.getKVClient();
        kv.put(KEY, ByteSequence.from("before", StandardCharsets.UTF_8)).get();

        faults.kill(cluster.leader());
        cluster.awaitReady();

        assertThat(kv.get(KEY).get().getKvs())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getValue()).hasToString("before"));
    }

    @Test
    void eachTest_startsWithoutKeys() throws ExecutionException, InterruptedException {
        assertThat(jetcd.getKVClient().get(KEY).get().getKvs()).isEmpty();
    }
}
