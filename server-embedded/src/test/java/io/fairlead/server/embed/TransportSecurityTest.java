package io.fairlead.server.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.port.EventLoops;
import io.fairlead.server.tls.DialTls;
import io.fairlead.server.tls.TestAuthority;
import io.fairlead.server.tls.TlsConfig;
import io.fairlead.server.tls.TlsProtocol;
import io.fairlead.server.transport.grpc.PeerCalls;
import io.fairlead.server.transport.grpc.PeerDialer;
import io.fairlead.server.transport.grpc.PeerLimits;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members with certificates on both ports: who gets in, and certificates that change while everything runs. */
@Timeout(120)
class TransportSecurityTest {
    @TempDir
    Path dir;

    private TestAuthority authority;

    @BeforeEach
    void found() {
        authority = new TestAuthority(dir, "ca");
    }

    @Test
    void certificates_swappedUnderLoad_failNoRequest() throws Exception {
        var first = authority.issue("app", "app");
        TestAuthority next = new TestAuthority(dir, "next");
        var second = next.issue("next-app", "app");
        assertThat(second).isNotEqualTo(first);
        try (SecureMembers members = SecureMembers.start(dir, authority)) {
            try (Load load = new Load(members)) {
                load.awaitMore();
                var renewed = authority.issue("member", "member", "127.0.0.1");
                assertThat(renewed).isNotEqualTo(first);
                load.awaitMore();
                authority.write("ca.pem", authority.pem() + next.pem());
                load.awaitMore();
                var moved = next.issue("member", "member", "127.0.0.1");
                assertThat(moved).isNotEqualTo(renewed);
                load.as = "next-app";
                load.awaitMore();
                next.write("ca.pem", next.pem());
                load.awaitMore();
            }
            assertThatThrownBy(() -> put(members.servers().get(0), members, "app"))
                    .as("signed by an authority that nobody trusts any more")
                    .isInstanceOf(StatusRuntimeException.class);

            // Members shake hands anew as well: one that was stopped finds the others again.
            FairleadServer follower = members.follower();
            follower.close();
            try (FairleadServer again = FairleadServer.start(SecureMembers.config(dir, follower.name())
                    .listenPeerUrls(follower.peerUrls().get(0))
                    .build())) {
                again.awaitReady(Duration.ofSeconds(60));
                put(again, members, "next-app");
            }
        }
    }

    @Test
    void caller_atThePeerPort_needsAnAllowedCertificateFromWhereItComes() throws Exception {
        TestAuthority stranger = new TestAuthority(dir, "stranger-ca");
        stranger.issue("stranger", "member", "127.0.0.1");
        authority.issue("app", "app", "127.0.0.1");
        authority.issue("elsewhere", "member", "10.1.2.3");
        BigInteger stolen = authority.issue("stolen", "member");
        try (SecureMembers members = SecureMembers.start(dir, authority)) {
            List<String> urls = members.servers().get(0).peerUrls();
            assertThat(urls.get(0)).startsWith("https://127.0.0.1:");
            assertThat(ask(urls, "member").members()).hasSize(3);
            assertThat(ask(urls, "stolen").members()).hasSize(3);
            authority.revoke("revoked.pem", stolen);
            for (String name : List.of("stranger", "app", "elsewhere", "stolen")) {
                assertThatThrownBy(() -> ask(urls, name)).as(name).hasCauseInstanceOf(IOException.class);
            }
            assertThatThrownBy(() -> ask(List.of(urls.get(0).replace("https", "http")), "member"))
                    .as("in clear")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(ask(urls, "member").members()).hasSize(3);
        }
    }

    @Test
    void client_whoseCertificateIsRevoked_isLetInNoMore() throws Exception {
        BigInteger alice = authority.issue("alice", "alice");
        authority.issue("bob", "bob");
        try (SecureMembers members = SecureMembers.start(dir, authority)) {
            FairleadServer server = members.servers().get(0);
            put(server, members, "alice");
            authority.revoke("revoked.pem", alice);
            assertThatThrownBy(() -> put(server, members, "alice")).isInstanceOf(StatusRuntimeException.class);
            put(server, members, "bob");
            authority.write("revoked.pem", "half a li");
            put(server, members, "bob");
            assertThatThrownBy(() -> put(server, members, "alice")).isInstanceOf(StatusRuntimeException.class);
        }
    }

    @Test
    void members_withCertificatesOfTheirOwnMaking_keepThem() throws Exception {
        List<ServerConfig> configs = new ArrayList<>();
        for (String name : List.of("m1", "m2", "m3")) {
            configs.add(SecureMembers.config(dir, name)
                    .security(SecurityConfig.defaults().withAuto(true, true, 1))
                    .build());
        }
        List<FairleadServer> servers = FairleadServer.startAll(configs);
        Path certificate = dir.resolve("m1/fixtures/client/cert.pem");
        try {
            for (FairleadServer server : servers) {
                server.awaitReady(Duration.ofSeconds(60));
            }
            try (AuthClient client = AuthClient.anonymous(
                    servers.get(0),
                    TlsChannelCredentials.newBuilder()
                            .trustManager(certificate.toFile())
                            .build())) {
                client.put("k");
            }
        } finally {
            servers.forEach(FairleadServer::close);
        }
        String made = Files.readString(certificate);
        FairleadServer.start(configs.get(0)).kill();
        assertThat(Files.readString(certificate)).isEqualTo(made);
        assertThat(Files.getPosixFilePermissions(dir.resolve("m1/fixtures/client/key.pem")))
                .hasSize(2);
    }

    private PeerCalls.ClusterView ask(List<String> peerUrls, String certificate) throws Exception {
        TlsConfig files = TlsConfig.builder(dir.resolve(certificate + ".pem"), dir.resolve(certificate + "-key.pem"))
                .trustedCa(dir.resolve("ca.pem"))
                .build();
        PeerDialer dialer = new PeerDialer(PeerLimits.defaults(), DialTls.open(files, TlsProtocol.defaults()));
        try (EventLoops.Hold hold = new EventLoops(1).hold()) {
            return PeerCalls.fetchMembers(peerUrls, any -> true, hold, dialer).get(20, TimeUnit.SECONDS);
        }
    }

    private static void put(FairleadServer server, SecureMembers members, String as) throws IOException {
        try (AuthClient client = AuthClient.anonymous(server, members.of(as))) {
            client.put("k");
        }
    }

    /** Two callers of each member, one on a connection that stays, one that shakes hands for each request. */
    private static final class Load implements AutoCloseable {
        private static final int MORE = 30;

        /** Whose certificate new connections show. */
        volatile String as = "app";

        private final AtomicInteger puts = new AtomicInteger();
        private final AtomicBoolean stop = new AtomicBoolean();
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final List<Future<?>> callers = new ArrayList<>();

        Load(SecureMembers members) {
            for (FairleadServer server : members.servers()) {
                callers.add(threads.submit(() -> {
                    try (AuthClient client = AuthClient.anonymous(server, members.of("app"))) {
                        while (!stop.get()) {
                            client.put("k");
                        }
                    }
                    return null;
                }));
                callers.add(threads.submit(() -> {
                    while (!stop.get()) {
                        put(server, members, as);
                        puts.incrementAndGet();
                    }
                    return null;
                }));
            }
        }

        /** Waits until callers have gone on, or one of them failed. */
        void awaitMore() {
            int target = puts.get() + MORE;
            while (puts.get() < target && callers.stream().noneMatch(Future::isDone)) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void close() {
            stop.set(true);
            threads.shutdown();
            assertThat(callers).allSatisfy(caller -> assertThat(caller).succeedsWithin(Duration.ofSeconds(30)));
        }
    }
}
