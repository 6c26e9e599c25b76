package io.fairlead.server.rpc;

import io.fairlead.server.http.HttpAccess;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.node.Node;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.tls.PortTls;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A port for monitoring alone: health, readiness and metrics, and no services. So whoever scrapes needs no way to the keys. Safe
 * from any thread.
 */
public final class MetricsPort implements AutoCloseable {
    private static final int CALLS_PER_CONNECTION = 8;
    private static final long STOP_MILLIS = 500;

    private final List<ListenUrl> urls;
    private final List<Server> servers;
    private final EventLoops.Hold loops;

    private MetricsPort(List<ListenUrl> urls, List<Server> servers, EventLoops.Hold loops) {
        this.urls = List.copyOf(urls);
        this.servers = List.copyOf(servers);
        this.loops = loops;
    }

    /**
     * Opens the port; when this returns, it answers.
     *
     * @param tls how addresses that begin with "https:" are secured; needed where there is one
     * @param pages more pages than health and readiness
     * @throws IOException if an address can't be bound; the message names it. Nothing is left open then
     */
    public static MetricsPort open(
            List<ListenUrl> listen,
            Optional<PortTls> tls,
            Node node,
            EventLoops eventLoops,
            PortMeters meters,
            List<HttpPage> pages)
            throws IOException {
        List<HttpPage> all = new ArrayList<>(HealthPages.of(node, meters.health()));
        all.addAll(pages);
        HttpFace face = new HttpFace(List.of(), all, HttpAccess.defaults(), HttpTimes.defaults());
        EventLoops.Hold loops = eventLoops.hold();
        List<Server> servers = new ArrayList<>();
        List<ListenUrl> urls = new ArrayList<>();
        try {
            for (ListenUrl url : listen) {
                Server server = server(url, security(url, tls), face, loops).start();
                servers.add(server);
                urls.add(url.withPort(
                        ((InetSocketAddress) server.getListenSockets().get(0)).getPort()));
            }
        } catch (IOException e) {
            servers.forEach(Server::shutdownNow);
            loops.close();
            throw new IOException("can't listen for metrics on " + listen + ": " + ClientPort.rootMessage(e), e);
        }
        return new MetricsPort(urls, servers, loops);
    }

    private static Optional<PortTls> security(ListenUrl url, Optional<PortTls> tls) throws IOException {
        if (url.isSecure() && tls.isEmpty()) {
            throw new IOException("no certificate and key for " + url);
        }
        return tls.filter(present -> url.isSecure());
    }

    private static Server server(ListenUrl url, Optional<PortTls> tls, HttpFace face, EventLoops.Hold loops) {
        return NettyServerBuilder.forAddress(
                        url.address(), InternalNettyServerCredentials.create(new ProtocolSniffer(face, tls)))
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                .build();
    }

    /** The URLs as bound: an ephemeral port has become a real one. */
    public List<ListenUrl> urls() {
        return urls;
    }

    /** Cuts off whoever is there. Blocks for half a second at most. Not for event loops. */
    @Override
    public void close() {
        servers.forEach(Server::shutdownNow);
        boolean interrupted = false;
        for (Server server : servers) {
            try {
                server.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        loops.awaitSelection();
        loops.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
