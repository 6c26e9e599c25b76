package io.fairlead.server.port;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.File;
import java.io.IOException;
import java.util.Optional;

/**
 * The PEM files of a port that speaks TLS, with etcd's meaning.
 *
 * @param certificate the port's certificate, followed by those between it and a root
 * @param key its private key, PKCS #8, without a password
 * @param trustedCa who signs the certificates of callers; where it is given, callers must show one
 * @param clientCertAuth callers must show a certificate, and its common name says which user they are; without {@code
 *     trustedCa}, the JDK's roots decide
 */
public record TlsFiles(File certificate, File key, Optional<File> trustedCa, boolean clientCertAuth) {
    /**
     * Reads the files. Blocks.
     *
     * @throws IOException if one can't be read or they don't belong together; the message names them
     */
    public SslContext serverContext() throws IOException {
        try {
            SslContextBuilder builder = GrpcSslContexts.forServer(certificate, key);
            if (trustedCa.isPresent()) {
                builder.trustManager(trustedCa.get());
            }
            return builder.clientAuth(trustedCa.isPresent() || clientCertAuth ? ClientAuth.REQUIRE : ClientAuth.NONE)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            // Who speaks both is no gRPC client: browsers and curl, whom gRPC's HTTP/2 would turn away.
                            "http/1.1",
                            "h2"))
                    .build();
        } catch (IllegalArgumentException | IOException e) {
            throw new IOException(
                    "can't use certificate " + certificate + " with key " + key
                            + trustedCa.map(ca -> " and trusted CA " + ca).orElse("") + ": " + rootMessage(e),
                    e);
        }
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
