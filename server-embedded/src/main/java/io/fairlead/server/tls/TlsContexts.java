package io.fairlead.server.tls;

import io.fairlead.api.pem.Identity;
import io.fairlead.server.port.RootCause;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSslSessionContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSessionContext;

/** Makes Netty's contexts of the files; the one place that does, so that no listener checks less than another. */
final class TlsContexts {
    private TlsContexts() {}

    /** Who is let in may also speak HTTP/1.1 where {@code pages} is true. Reads the files: blocks. */
    static SslContext incoming(TlsConfig config, TlsProtocol protocol, boolean pages) throws IOException {
        Identity own = Identity.read(config.certificate(), config.key());
        SslContextBuilder context = GrpcSslContexts.configure(SslContextBuilder.forServer(own.key(), chain(own)));
        context.clientAuth(config.requiresCertificate() ? ClientAuth.REQUIRE : ClientAuth.NONE);
        if (config.requiresCertificate()) {
            context.trustManager(CheckedTrust.read(config));
        }
        if (pages) {
            context.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    // Who speaks both is no gRPC client: browsers and curl, whom gRPC's HTTP/2 would turn away.
                    "http/1.1",
                    "h2"));
        }
        return built(context, protocol);
    }

    /** For connections to other members. Reads the files: blocks. */
    static SslContext outgoing(TlsConfig config, TlsProtocol protocol) throws IOException {
        Identity own = Identity.read(
                config.callerCertificate().orElse(config.certificate()),
                config.callerKey().orElse(config.key()));
        SslContextBuilder context = GrpcSslContexts.forClient().keyManager(own.key(), chain(own));
        context.trustManager(config.trustsAnyone() ? new BlindTrust() : CheckedTrust.read(config));
        return built(context, protocol);
    }

    /** The files that contexts are made of. */
    static List<Path> files(TlsConfig config) {
        List<Path> files = new ArrayList<>(List.of(config.certificate(), config.key()));
        for (Optional<Path> more :
                List.of(config.callerCertificate(), config.callerKey(), config.trustedCa(), config.revocations())) {
            more.ifPresent(files::add);
        }
        return files;
    }

    private static X509Certificate[] chain(Identity own) {
        return own.chain().toArray(new X509Certificate[0]);
    }

    private static SslContext built(SslContextBuilder builder, TlsProtocol protocol) throws IOException {
        try {
            protocol.applyTo(builder);
            SslContext context = builder.build();
            forgetSessions(context.sessionContext());
            return context;
        } catch (IllegalArgumentException | IOException e) {
            throw new IOException("TLS can't be spoken so: " + RootCause.message(e), e);
        }
    }

    /** A session that is resumed asks nobody whether the certificates of its first handshake are still good. */
    private static void forgetSessions(SSLSessionContext sessions) {
        if (sessions instanceof OpenSslSessionContext ours) {
            ours.setSessionCacheEnabled(false);
        } else {
            sessions.setSessionTimeout(1);
        }
    }
}
