package io.fairlead.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.PutResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.server.exec.thread.SystemClock;
import io.fairlead.server.http.Versions;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.tls.PortTls;
import io.fairlead.server.tls.TlsConfig;
import io.fairlead.server.tls.TlsProtocol;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client port with TLS: who gets through the handshake, and that both protocols are served behind it. */
class TlsPortTest {
    private static final ListenUrl SECURE = new ListenUrl("https", "127.0.0.1", 0);
    private static final File CA = pem("ca");

    private final FakeNode node = new FakeNode();
    private final EventLoops loops = new EventLoops(1);
    private final List<ClientPort> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(ClientPort::close);
    }

    @Test
    void port_withCertificate_servesGrpcAndHttpBehindTheHandshake() throws Exception {
        open(SECURE, files("server", Optional.empty()));
        assertThat(put(TlsChannelCredentials.newBuilder().trustManager(CA).build()))
                .isEqualTo(2);
        HttpResponse<String> health = HttpClient.newBuilder()
                .sslContext(trustingCa())
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(opened.get(0).urls().get(0) + "/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(health.body()).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
        assertThat(opened.get(0).urls().get(0).toString()).startsWith("https://127.0.0.1:");
    }

    @Test
    void port_withTrustedCa_letsInWhomItSignedOnly() throws Exception {
        open(SECURE, files("server", Optional.of(CA)));
        assertThat(put(clientWith("alice"))).isEqualTo(2);
        assertRefused(clientWith("stranger"));
        assertRefused(TlsChannelCredentials.newBuilder().trustManager(CA).build());
    }

    @Test
    void port_callInClear_isCutOff() throws Exception {
        open(SECURE, files("server", Optional.empty()));
        assertRefused(InsecureChannelCredentials.create());
    }

    @Test
    void port_secureAndPlainAddress_areBothServed() throws Exception {
        opened.add(ClientPort.open(
                config(
                        List.of(new ListenUrl("http", "127.0.0.1", 0), SECURE),
                        Optional.of(files("server", Optional.empty()))),
                node,
                loops,
                new SystemClock(),
                new Versions("3.6.0", "3.6.0", "test"),
                List.of()));
        prepareAnswer();
        assertThat(put(0, InsecureChannelCredentials.create())).isEqualTo(2);
        assertThat(put(1, TlsChannelCredentials.newBuilder().trustManager(CA).build()))
                .isEqualTo(2);
    }

    @Test
    void port_secureAddressWithoutFiles_isRefusedInEtcdsWords() {
        assertThatThrownBy(() -> ClientPort.open(
                        config(List.of(SECURE), Optional.empty()),
                        node,
                        loops,
                        new SystemClock(),
                        new Versions("3.6.0", "3.6.0", "test"),
                        List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on TLS for 127.0.0.1:0: KeyFile and CertFile are not presented");
    }

    @Test
    void port_filesThatAreMissingOrNoPem_areNamed() {
        assertThatThrownBy(() -> open(
                        SECURE,
                        TlsConfig.builder(pem("server").toPath(), Path.of("nowhere.pem"))
                                .build()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere.pem");
        assertThatThrownBy(() ->
                        open(SECURE, TlsConfig.builder(CA.toPath(), CA.toPath()).build()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca.pem");
    }

    private void open(ListenUrl url, TlsConfig files) throws IOException {
        opened.add(ClientPort.open(
                config(List.of(url), Optional.of(files)),
                node,
                loops,
                new SystemClock(),
                new Versions("3.6.0", "3.6.0", "test"),
                List.of()));
        prepareAnswer();
    }

    private void prepareAnswer() {
        node.proposal = FakeNode.ok(PutResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(2))
                .build());
    }

    private static ClientPortConfig config(List<ListenUrl> listen, Optional<TlsConfig> files) throws IOException {
        return ClientPortConfig.defaults(listen)
                .withTls(
                        files.isPresent()
                                ? Optional.of(PortTls.open("client", files.get(), TlsProtocol.defaults(), true))
                                : Optional.empty());
    }

    private long put(ChannelCredentials credentials) {
        return put(0, credentials);
    }

    private long put(int url, ChannelCredentials credentials) {
        ManagedChannel channel = Grpc.newChannelBuilder(
                        opened.get(0).urls().get(url).authority(), credentials)
                .build();
        try {
            return KVGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .put(PutRequest.newBuilder()
                            .setKey(ByteString.copyFromUtf8("k"))
                            .build())
                    .getHeader()
                    .getRevision();
        } finally {
            channel.shutdownNow();
        }
    }

    private void assertRefused(ChannelCredentials credentials) {
        assertThatThrownBy(() -> put(credentials))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }

    private static ChannelCredentials clientWith(String name) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .trustManager(CA)
                .keyManager(pem(name), pem(name + "-key"))
                .build();
    }

    private static TlsConfig files(String name, Optional<File> trustedCa) {
        TlsConfig.Builder files =
                TlsConfig.builder(pem(name).toPath(), pem(name + "-key").toPath());
        trustedCa.map(File::toPath).ifPresent(files::trustedCa);
        return files.build();
    }

    private static File pem(String name) {
        return new File("src/test/resources/tls/" + name + ".pem");
    }

    private static SSLContext trustingCa() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = new FileInputStream(CA)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
