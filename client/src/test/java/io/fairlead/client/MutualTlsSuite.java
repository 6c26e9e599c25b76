package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fairlead.api.FairleadException;
import io.fairlead.api.error.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What TLS on both sides lets through, and what not, with a member that has {@code server.pem} and trusts {@code ca.pem}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MutualTlsSuite {
    /** Where the member listens: https, 127.0.0.1. */
    abstract String endpoint();

    private String hostAndPort() {
        return endpoint().substring("https://".length());
    }

    @Test
    void tls_bothSidesTrustEachOther_isServed() {
        try (FairleadClient client = client(endpoint(), TlsFixture.ofApp())) {
            assertThat(client.kv().put("k", "v").revision()).isPositive();
            assertThat(client.maintenance().status(hostAndPort()).isLeader()).isTrue();
        }
    }

    @Test
    void tls_endpointWithoutScheme_isSecured() {
        try (FairleadClient client = client(hostAndPort(), TlsFixture.ofApp())) {
            assertThat(client.kv().put("k", "v").revision()).isPositive();
        }
    }

    @Test
    void tls_serverReachedByItsName_isServed() {
        String byName = endpoint().replace("127.0.0.1", "localhost");
        try (FairleadClient client = client(byName, TlsFixture.ofApp())) {
            assertThat(client.kv().put("k", "v").revision()).isPositive();
        }
    }

    @Test
    void tls_keyOfRsa_isServed() {
        Tls rsa = Tls.fromPem(TlsFixture.pem("ca"), TlsFixture.pem("rsa"), TlsFixture.key("rsa"));
        try (FairleadClient client = client(endpoint(), rsa)) {
            assertThat(client.kv().put("k", "v").revision()).isPositive();
        }
    }

    @Test
    void tls_membersTakenFromTheCluster_areReachedSecured() {
        String byName = hostAndPort().replace("127.0.0.1", "localhost");
        try (FairleadClient client = client(byName, TlsFixture.ofApp())) {
            assertThat(client.syncEndpoints()).isEqualTo(List.of(endpoint()));
            assertThat(client.kv().put("k", "v").revision()).isPositive();
        }
    }

    @Test
    void tls_serverSignedByAnotherAuthority_isRefusedUnsent() {
        Tls other = Tls.fromPem(TlsFixture.pem("next-ca"), TlsFixture.pem("app"), TlsFixture.key("app"));
        FairleadException refused = refused(endpoint(), other);
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(refused.attempts().get(0).detail()).contains("unable to find valid certification path");
    }

    @Test
    void tls_authorityUnknownToTheJvm_isRefused() {
        FairleadException refused =
                refused(endpoint(), Tls.system().identity(TlsFixture.pem("app"), TlsFixture.key("app")));
        assertThat(refused.attempts().get(0).detail()).contains("unable to find valid certification path");
    }

    @Test
    void tls_serverOfAnotherName_isRefusedUnsent() {
        FairleadException refused = refused(endpoint(), TlsFixture.ofApp().authority("db1.example"));
        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(refused.attempts().get(0).detail()).contains("db1.example");
    }

    @Test
    void tls_noClientCertificate_isRefused() {
        refused(endpoint(), Tls.fromPem(TlsFixture.pem("ca")));
    }

    @Test
    void tls_clientSignedByAnotherAuthority_isRefused() {
        refused(endpoint(), Tls.fromPem(TlsFixture.pem("ca"), TlsFixture.pem("next-app"), TlsFixture.key("next-app")));
    }

    @Test
    void tls_callInClear_isRefused() {
        refused("http://" + hostAndPort(), TlsFixture.ofApp());
    }

    private static FairleadException refused(String endpoint, Tls tls) {
        try (FairleadClient client = FairleadClient.builder()
                .endpoints(endpoint)
                .tls(tls)
                .deadline(Duration.ofMillis(500))
                .build()) {
            assertThatThrownBy(() -> client.kv().get("k")).isInstanceOf(FairleadException.class);
            return catchThrowableOfType(
                    FairleadException.class, () -> client.kv().put("k", "v"));
        }
    }

    private static FairleadClient client(String endpoint, Tls tls) {
        return FairleadClient.builder().endpoints(endpoint).tls(tls).build();
    }
}
