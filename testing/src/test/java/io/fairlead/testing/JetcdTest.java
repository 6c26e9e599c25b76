package io.fairlead.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.kv.GetResponse;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody else's client against our members. */
class JetcdTest {
    @RegisterExtension
    static final FairleadExtension CLUSTER = FairleadExtension.members(3);

    @Test
    void jetcd_putAndGet_areServed() throws ExecutionException, InterruptedException {
        ByteSequence key = ByteSequence.from("key", UTF_8);
        try (Client jetcd = Client.builder()
                .endpoints(CLUSTER.endpoints().toArray(String[]::new))
                .build()) {
            KV kv = jetcd.getKVClient();
            kv.put(key, ByteSequence.from("value", UTF_8)).get();
            GetResponse answer = kv.get(key).get();
            assertThat(answer.getKvs()).hasSize(1);
            assertThat(answer.getKvs().get(0).getValue().toString(UTF_8)).isEqualTo("value");
        }
    }
}
