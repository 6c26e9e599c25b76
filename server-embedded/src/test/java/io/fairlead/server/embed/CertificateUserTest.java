package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.error.EtcdError;
import io.fairlead.server.tls.TlsConfig;
import io.grpc.ChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The common name of a verified certificate is a user: for gRPC, and never for the JSON gateway. */
class CertificateUserTest {
    private static final File CA = pem("ca");

    @TempDir
    Path dir;

    @Test
    void commonName_overGrpc_isTheUser_overTheGateway_isNot() throws Exception {
        try (FairleadServer server = FairleadServer.start(ServerConfig.builder()
                .dataDir(dir)
                .listenPeerUrls("http://127.0.0.1:0")
                .listenClientUrls("https://127.0.0.1:0")
                .security(SecurityConfig.defaults()
                        .withClient(TlsConfig.builder(
                                        pem("server").toPath(),
                                        pem("server-key").toPath())
                                .trustedCa(CA.toPath())
                                .clientCertAuth(true)
                                .build()))
                .heartbeatInterval(Duration.ofMillis(10))
                .electionTimeout(Duration.ofMillis(100))
                .unsafeNoFsync(true)
                .auth(new AuthConfig("simple", Duration.ofMinutes(5), 4))
                .build())) {
            server.awaitReady(Duration.ofSeconds(60));
            try (AuthClient alice = AuthClient.anonymous(server, certified("alice"))) {
                alice.setUp();

                alice.put("a");
                assertThatThrownBy(() -> alice.put("x"))
                        .isInstanceOf(StatusRuntimeException.class)
                        .hasMessageContaining(EtcdError.PERMISSION_DENIED.text());
            }
            assertThat(overTheGateway(server)).contains(EtcdError.USER_EMPTY.text());
        }
    }

    private static ChannelCredentials certified(String name) throws Exception {
        return TlsChannelCredentials.newBuilder()
                .trustManager(CA)
                .keyManager(pem(name), pem(name + "-key"))
                .build();
    }

    private static String overTheGateway(FairleadServer server) throws Exception {
        HttpClient http = HttpClient.newBuilder().sslContext(context()).build();
        return http.send(
                        HttpRequest.newBuilder(URI.create(server.clientUrls().get(0) + "/v3/kv/range"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"YQ==\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static SSLContext context() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        store.setCertificateEntry("ca", certificate("ca"));
        store.setKeyEntry("alice", key(), new char[0], new Certificate[] {certificate("alice")});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static java.security.PrivateKey key() throws Exception {
        try (InputStream file = new FileInputStream(pem("alice-key"))) {
            String text = new String(file.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .replaceAll("-----[A-Z ]+-----", "");
            return KeyFactory.getInstance("EC")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
        }
    }

    private static Certificate certificate(String name) throws Exception {
        try (InputStream file = new FileInputStream(pem(name))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
    }

    private static File pem(String name) {
        return new File("src/test/resources/tls/" + name + ".pem");
    }
}
