package io.fairlead.samples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.call.CallOptions;
import io.fairlead.api.call.ClientListener;
import io.fairlead.api.call.ClientMetrics;
import io.fairlead.api.call.Routing;
import io.fairlead.client.FairleadClient;
import io.fairlead.client.Tls;
import io.fairlead.testing.FairleadExtension;
import io.fairlead.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code that the guide shows of routing, of what can be seen of a client, and of TLS. */
@Timeout(60)
class CallGuideTest {
    @RegisterExtension
    static final FairleadExtension cluster = FairleadExtension.members(1);

    private final Path folder = Path.of("..", "server-embedded", "src", "test", "resources", "tls");

    @Test
    void with_givesAViewThatShares() {
        FairleadClient client = cluster.client();
        FairleadClient near = client.with(CallOptions.defaults().withRouting(Routing.NEAREST));

        assertThat(near.kv().put("a", "1").revision()).isPositive();
    }

    @Test
    void metricsAndListener_seeWhatHappens() {
        Map<String, Long> calls = new ConcurrentHashMap<>();
        List<String> endpoints = cluster.endpoints();

        FairleadClient client = FairleadClient.builder()
                .endpoints(endpoints)
                .metrics(new ClientMetrics() {
                    @Override
                    public void onCallEnd(String method, String status, int tries, long nanos) {
                        calls.merge(method + " " + status, 1L, Long::sum);
                    }
                })
                .listener(new ClientListener() {
                    @Override
                    public void onEndpointDown(String endpoint, String why) {
                        System.out.println(endpoint + " is down: " + why);
                    }
                })
                .build();
        try (client) {
            client.awaitReady(Duration.ofSeconds(20));
            client.kv().put("a", "1");
            System.out.println(client.diagnostics());

            assertThat(calls).containsEntry("etcdserverpb.KV/Put OK", 1L);
            assertThat(client.diagnostics().toString()).contains(endpoints.get(0));
        }
    }

    @Test
    void tls_fromPemFiles() {
        try (TestCluster secured = TestCluster.builder()
                .tls(folder.resolve("server.pem"), folder.resolve("server-key.pem"))
                .server(config -> config.trustedCaFile(folder.resolve("ca.pem")).clientCertAuth(true))
                .client(config -> config.tls(Tls.fromPem(
                        folder.resolve("ca.pem"), folder.resolve("alice.pem"), folder.resolve("alice-key.pem"))))
                .start()) {
            List<String> endpoints = secured.endpoints();

            Path authorities = folder.resolve("ca.pem");
            Path certificate = folder.resolve("alice.pem");
            Path key = folder.resolve("alice-key.pem");
            FairleadClient client = FairleadClient.builder()
                    .endpoints(endpoints) // https://...
                    .tls(Tls.fromPem(authorities, certificate, key)) // read again when they change
                    .build();
            try (client) {
                assertThat(client.kv().put("a", "1").revision()).isPositive();
            }
        }
    }
}
