package io.fairlead.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.KeyRange;
import io.fairlead.client.FairleadClient;
import io.fairlead.client.Tls;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The extension in an instance field: a cluster for each test. */
class FairleadExtensionTest {
    @RegisterExtension
    final FairleadExtension cluster = FairleadExtension.members(1);

    @RepeatedTest(2)
    void eachTest_getsAClusterOfItsOwn(FairleadClient client) {
        assertThat(client).isSameAs(cluster.client());
        assertThat(client.kv().get(KeyRange.all()).header().revision()).isEqualTo(1);
        assertThat(client.kv().put("a", "1").revision()).isEqualTo(2);
    }

    @Test
    void cluster_outsideOfATest_isRefused() {
        assertThatThrownBy(() -> FairleadExtension.members(1).cluster()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void builder_withSettings_setsUpEveryMember() {
        try (TestCluster small = TestCluster.builder()
                .members(1)
                .server(config -> config.requestBytesMax(1_000))
                .client(config -> config.deadline(Duration.ofSeconds(20)))
                .start()) {
            assertThat(small.client().deadline()).isEqualTo(Duration.ofSeconds(20));
            assertThatThrownBy(() -> small.client().kv().put("large", "x".repeat(10_000)))
                    .hasMessageContaining("request is too large");

            small.faults().restart(small.member(0));
            small.awaitReady();

            assertThatThrownBy(() -> small.client().kv().put("large", "x".repeat(10_000)))
                    .hasMessageContaining("request is too large");
        }
    }

    @Test
    void builder_noMember_isRefused() {
        assertThatThrownBy(() -> TestCluster.builder().members(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void builder_withCertificate_servesOverTls() {
        Path certificates = Path.of("..", "server-embedded", "src", "test", "resources", "tls");
        try (TestCluster secure = TestCluster.builder()
                .tls(certificates.resolve("server.pem"), certificates.resolve("server-key.pem"))
                .client(config -> config.tls(Tls.fromPem(certificates.resolve("ca.pem"))))
                .start()) {
            assertThat(secure.endpoints()).allMatch(endpoint -> endpoint.startsWith("https://127.0.0.1:"));
            assertThat(secure.client().kv().put("a", "1").revision()).isEqualTo(2);
        }
    }
}
