package io.fairlead.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.FairleadException;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that change while the client runs, and the ways to say whom to trust. */
class TlsReloadTest {
    private final List<Server> servers = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    @BeforeEach
    void install() throws IOException {
        install("ca", "ca");
        install("app", "app");
        install("app-key", "app-key");
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Server server : servers) {
            server.shutdownNow();
            server.awaitTermination();
        }
    }

    @Test
    void files_changedUnderLoad_failNoRequest() throws Exception {
        int port = serve("server", "ca", 0);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        ExecutorService load = Executors.newFixedThreadPool(2);
        try (FairleadClient client = client(port, installed())) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(load.submit(() -> {
                    while (!stop.get()) {
                        assertThat(client.kv().get("k")).isEmpty();
                        reads.incrementAndGet();
                    }
                }));
            }
            awaitMore(reads, readers);

            // First both authorities are trusted, then certificates move from one to the other, on both sides.
            Files.writeString(
                    dir.resolve("ca.pem"),
                    Files.readString(TlsFixture.pem("ca")) + Files.readString(TlsFixture.pem("next-ca")));
            install("next-app", "app");
            install("next-app-key", "app-key");
            awaitMore(reads, readers);
            restart("next-server", "next-ca", port);
            awaitMore(reads, readers);
            install("next-ca", "ca");
            restart("next-server", "next-ca", port);
            awaitMore(reads, readers);

            stop.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            stop.set(true);
            load.shutdownNow();
        }
    }

    @Test
    void authority_noLongerTrusted_isRefusedAtTheNextHandshake() throws Exception {
        // The server itself goes on: a session that it would resume must not pass for a proof.
        int port = serve("server", "ca", 0, Duration.ofMillis(200));
        try (FairleadClient client = client(port, installed())) {
            assertThat(client.kv().get("k")).isEmpty();
            install("next-ca", "ca");
            FairleadClient hasty = client.withDeadline(Duration.ofMillis(500));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            assertThatThrownBy(() -> {
                        while (hasty.kv().get("k").isEmpty() && System.nanoTime() < end) {
                            // On the connection that is open; the server will close it.
                        }
                    })
                    .isInstanceOfSatisfying(
                            FairleadException.class,
                            refused -> assertThat(refused.attempts())
                                    .anySatisfy(attempt ->
                                            assertThat(attempt.detail()).contains("valid certification path")));
        }
    }

    @Test
    void files_brokenOrNotBelongingTogether_leaveTheOldInUse() throws Exception {
        int port = serve("server", "ca", 0);
        try (FairleadClient client = client(port, installed())) {
            Files.writeString(dir.resolve("ca.pem"), "half a certifica");
            install("next-app", "app");
            assertThat(client.kv().get("k")).isEmpty();
            Files.delete(dir.resolve("app-key.pem"));
            restart("server", "ca", port);
            assertThat(client.kv().get("k")).isEmpty();
        }
    }

    @Test
    void authority_ofAnotherName_isExpectedInstead() throws Exception {
        int port = serve("elsewhere", "ca", 0);
        try (FairleadClient client = client(port, installed().authority("db1.example"))) {
            assertThat(client.kv().get("k")).isEmpty();
        }
    }

    @Test
    void endpoints_httpAndHttps_eachFollowTheirScheme() throws Exception {
        int secured = serve("server", "ca", 0);
        Server plain = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new EmptyKv())
                .build()
                .start();
        servers.add(plain);
        try (FairleadClient client = FairleadClient.builder()
                .endpoints("http://127.0.0.1:" + plain.getPort(), "https://127.0.0.1:" + secured)
                .tls(installed())
                .build()) {
            for (int i = 0; i < 4; i++) {
                assertThat(client.kv().get("k")).isEmpty();
            }
            servers.get(0).shutdownNow();
            assertThat(client.kv().get("k")).isEmpty();
        }
    }

    @Test
    void managers_ofTheJdk_areUsed() throws Exception {
        int port = serve("server", "ca", 0);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream ca = Files.newInputStream(TlsFixture.pem("ca"))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
        }
        var known = new io.fairlead.client.tls.PemKeyManager(TlsFixture.pem("app"), TlsFixture.key("app"));
        String alias = known.chooseEngineClientAlias(null, null, null);
        store.setKeyEntry("app", known.getPrivateKey(alias), new char[0], known.getCertificateChain(alias));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        Tls tls = Tls.trusting(trust.getTrustManagers()).identity(keys.getKeyManagers());
        try (FairleadClient client = client(port, tls)) {
            assertThat(client.kv().get("k")).isEmpty();
        }
    }

    @Test
    void trustManager_thatCannotCheckNames_isRefused() {
        X509TrustManager blind = new X509TrustManager() {
            @Override
            public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String authType) {}

            @Override
            public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String authType) {}

            @Override
            public java.security.cert.X509Certificate[] getAcceptedIssuers() {
                return new java.security.cert.X509Certificate[0];
            }
        };
        assertThatThrownBy(() -> Tls.trusting(blind))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name of the server");
        assertThatThrownBy(() -> Tls.system().identity()).isInstanceOf(IllegalArgumentException.class);
    }

    private Tls installed() {
        return Tls.fromPem(dir.resolve("ca.pem"), dir.resolve("app.pem"), dir.resolve("app-key.pem"));
    }

    private void install(String fixture, String name) throws IOException {
        Files.copy(TlsFixture.pem(fixture), dir.resolve(name + ".pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static FairleadClient client(int port, Tls tls) {
        return FairleadClient.builder()
                .endpoints("https://127.0.0.1:" + port)
                .tls(tls)
                .build();
    }

    /** Waits until readers have gone on, or one of them failed. */
    private static void awaitMore(AtomicInteger reads, List<Future<?>> readers) {
        int target = reads.get() + 50;
        while (reads.get() < target && readers.stream().noneMatch(Future::isDone)) {
            Thread.onSpinWait();
        }
    }

    private void restart(String name, String clientsCa, int port) throws IOException, InterruptedException {
        for (Server server : servers) {
            server.shutdownNow();
            server.awaitTermination();
        }
        serve(name, clientsCa, port);
    }

    private int serve(String name, String clientsCa, int port) throws IOException {
        return serve(name, clientsCa, port, Duration.ofDays(1));
    }

    /** @param age after which the server closes a connection in good order */
    private int serve(String name, String clientsCa, int port, Duration age) throws IOException {
        ServerCredentials credentials = TlsServerCredentials.newBuilder()
                .keyManager(TlsFixture.pem(name).toFile(), TlsFixture.key(name).toFile())
                .trustManager(TlsFixture.pem(clientsCa).toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
        Server server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
                .addService(new EmptyKv())
                .maxConnectionAge(age.toMillis(), TimeUnit.MILLISECONDS)
                .build()
                .start();
        servers.add(server);
        return server.getPort();
    }

    private static final class EmptyKv extends KVGrpc.KVImplBase {
        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> client) {
            client.onNext(RangeResponse.getDefaultInstance());
            client.onCompleted();
        }
    }
}
