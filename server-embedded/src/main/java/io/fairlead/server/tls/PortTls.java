package io.fairlead.server.tls;

import io.fairlead.api.pem.Pem;
import io.fairlead.api.pem.Reloaded;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;

/** How connections that come in at one kind of port are secured. Safe from any thread. */
public final class PortTls {
    private final TlsConfig config;
    private final Reloaded<SslContext> contexts;
    private final Reloaded<Instant> end;
    private final Refusals refusals;

    private PortTls(String port, TlsConfig config, Reloaded<SslContext> contexts, Reloaded<Instant> end) {
        this.config = config;
        this.contexts = contexts;
        this.end = end;
        this.refusals = new Refusals(port);
    }

    /**
     * Reads the files. Blocks.
     *
     * @param port what to call it in the log: "client", "peer"
     * @param pages whether HTTP/1.1 is spoken too
     * @throws IOException if a file can't be used; the message names it
     */
    public static PortTls open(String port, TlsConfig config, TlsProtocol protocol, boolean pages) throws IOException {
        return new PortTls(
                port,
                config,
                new Reloaded<>(TlsContexts.files(config), () -> TlsContexts.incoming(config, protocol, pages)),
                new Reloaded<>(
                        List.of(config.certificate()),
                        () -> Pem.certificates(config.certificate())
                                .get(0)
                                .getNotAfter()
                                .toInstant()));
    }

    /** Until when the certificate in use is valid. Looks at its file. */
    public Instant end() {
        return end.current();
    }

    /** Do the common names of callers' certificates say which users they are? */
    public boolean identifiesByCertificate() {
        return config.clientCertAuth();
    }

    boolean checksOrigin() {
        return config.checksOrigin();
    }

    /** For a connection that comes now: by what the files hold now. */
    SslHandler handler(ByteBufAllocator buffers, SocketAddress caller) {
        SslContext context = contexts.current();
        return caller instanceof InetSocketAddress address
                ? context.newHandler(buffers, address.getHostString(), address.getPort())
                : context.newHandler(buffers);
    }

    Refusals refusals() {
        return refusals;
    }
}
