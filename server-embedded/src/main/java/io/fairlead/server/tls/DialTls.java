package io.fairlead.server.tls;

import io.fairlead.api.pem.Reloaded;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.Optional;

/** How connections that the member makes to others are secured. Safe from any thread. */
public final class DialTls {
    private final Optional<Reloaded<SslContext>> contexts;

    private DialTls(Optional<Reloaded<SslContext>> contexts) {
        this.contexts = contexts;
    }

    /** Shows no certificate, and trusts whom the JDK trusts. */
    public static DialTls withoutFiles() {
        return new DialTls(Optional.empty());
    }

    /**
     * Reads the files. Blocks.
     *
     * @throws IOException if a file can't be used; the message names it
     */
    public static DialTls open(TlsConfig config, TlsProtocol protocol) throws IOException {
        return new DialTls(
                Optional.of(new Reloaded<>(TlsContexts.files(config), () -> TlsContexts.outgoing(config, protocol))));
    }

    /** For a connection that is made now: by what the files hold now. */
    public ChannelCredentials credentials() {
        return contexts.<ChannelCredentials>map(files -> NettySslContextChannelCredentials.create(files.current()))
                .orElseGet(TlsChannelCredentials::create);
    }
}
