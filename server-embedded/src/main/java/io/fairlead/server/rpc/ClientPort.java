package io.fairlead.server.rpc;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.StreamPage;
import io.fairlead.server.http.VersionPage;
import io.fairlead.server.http.Versions;
import io.fairlead.server.node.Node;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.rpc.gateway.StreamGateway;
import io.fairlead.server.rpc.gateway.UnaryGateway;
import io.fairlead.server.rpc.inside.UnaryCalls;
import io.fairlead.server.rpc.v2.KeysPage;
import io.fairlead.server.rpc.v2.MembersPage;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The client port of a member: gRPC and HTTP/1.1 on each of its addresses, and the same services in process where asked.
 * Safe from any thread.
 */
public final class ClientPort implements AutoCloseable {
    private static final int METADATA_BYTES_MAX = 16 * 1024;

    /** Above four times our own limit gRPC gives up without reading a message. */
    private static final int HARD_LIMIT_FACTOR = 4;

    private static final int RESETS_PER_WINDOW_MAX = 400;
    private static final int RESET_WINDOW_SECONDS = 30;

    private final List<ListenUrl> urls;
    private final List<Server> servers;
    private final InsideDoor inside;
    private final ClientServices services;
    private final EventLoops.Hold loops;
    private final long stopNanos;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ClientPort(
            List<ListenUrl> urls,
            List<Server> servers,
            InsideDoor inside,
            ClientServices services,
            EventLoops.Hold loops,
            long stopNanos) {
        this.urls = List.copyOf(urls);
        this.servers = List.copyOf(servers);
        this.inside = inside;
        this.services = services;
        this.loops = loops;
        this.stopNanos = stopNanos;
    }

    /** As {@link #open(ClientPortConfig, Node, EventLoops, Clock, Versions, PortMeters, List)}, with counts nobody reads. */
    public static ClientPort open(
            ClientPortConfig config,
            Node node,
            EventLoops eventLoops,
            Clock clock,
            Versions versions,
            List<HttpPage> pages)
            throws IOException {
        PortMeters unread = PortMeters.of(clock, SlowCalls.DEFAULT_LIMIT);
        return open(config, node, eventLoops, clock, versions, unread, pages);
    }

    /**
     * Opens the port; when this returns, clients are served.
     *
     * @param clock tells when keys go, to clients of the older face
     * @param meters count what happens here
     * @param pages more pages than health, readiness and version
     * @throws IOException if an address can't be bound; the message names it. Nothing is left open then.
     */
    public static ClientPort open(
            ClientPortConfig config,
            Node node,
            EventLoops eventLoops,
            Clock clock,
            Versions versions,
            PortMeters meters,
            List<HttpPage> pages)
            throws IOException {
        requireTls(config);
        EventLoops.Hold loops = eventLoops.hold();
        ClientServices services = ClientServices.of(config, node, loops, versions);
        List<Server> servers = new ArrayList<>();
        List<ListenUrl> urls = new ArrayList<>();
        meters.calls().know(services.definitions());
        InsideDoor inside = InsideDoor.open(services.definitions(), meters.calls());
        try {
            HttpFace face = face(config, node, inside, clock, allPages(node, versions, meters, pages));
            for (ListenUrl url : config.listen()) {
                Server server = network(config, url, face, loops, services.definitions(), meters.calls())
                        .start();
                servers.add(server);
                urls.add(url.withPort(
                        ((InetSocketAddress) server.getListenSockets().get(0)).getPort()));
            }
            if (config.inProcessName().isPresent()) {
                InProcessServerBuilder builder = InProcessServerBuilder.forName(
                                config.inProcessName().get())
                        .directExecutor()
                        .addStreamTracerFactory(meters.calls());
                services.definitions().forEach(builder::addService);
                servers.add(builder.build().start());
            }
        } catch (IOException e) {
            servers.forEach(Server::shutdownNow);
            inside.close();
            services.close();
            loops.close();
            throw new IOException("can't listen for clients on " + config.listen() + ": " + rootMessage(e), e);
        }
        return new ClientPort(
                urls, servers, inside, services, loops, config.stopTimeout().toNanos());
    }

    private static void requireTls(ClientPortConfig config) throws IOException {
        for (ListenUrl url : config.listen()) {
            if (url.isSecure() && config.tls().isEmpty()) {
                throw new IOException(
                        "cannot listen on TLS for " + url.authority() + ": KeyFile and CertFile are not presented");
            }
        }
    }

    private static Server network(
            ClientPortConfig config,
            ListenUrl url,
            HttpFace face,
            EventLoops.Hold loops,
            List<ServerServiceDefinition> services,
            CallMeters meters) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                url.address(),
                InternalNettyServerCredentials.create(
                        new ProtocolSniffer(face, config.tls().filter(tls -> url.isSecure()))));
        long hardLimit = Math.min(Integer.MAX_VALUE, (long) HARD_LIMIT_FACTOR * config.messageBytesMax());
        builder.bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .addStreamTracerFactory(meters)
                .maxInboundMessageSize((int) hardLimit)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(config.concurrentStreamsMax())
                .maxRstFramesPerWindow(RESETS_PER_WINDOW_MAX, RESET_WINDOW_SECONDS)
                .permitKeepAliveTime(config.keepAliveMinTime().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTime(config.keepAliveInterval().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(config.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS);
        services.forEach(builder::addService);
        return builder.build();
    }

    private static HttpFace face(
            ClientPortConfig config, Node node, InsideDoor inside, Clock clock, List<HttpPage> pages) {
        List<HttpPage> all = new ArrayList<>(pages);
        List<StreamPage> streams = new ArrayList<>();
        UnaryCalls calls = new UnaryCalls(inside.channel());
        if (config.http().jsonGateway()) {
            all.add(new UnaryGateway(calls, config.jsonBytesMax()));
            streams.add(new StreamGateway(inside.channel(), config.jsonBytesMax()));
        }
        if (config.http().v2()) {
            all.add(new KeysPage(calls, node, clock, config.jsonBytesMax()));
            all.add(new MembersPage(calls, node));
        }
        HttpTimes times =
                new HttpTimes(config.firstRequestTimeout(), HttpTimes.defaults().nextRequest());
        return new HttpFace(streams, all, config.http().access(), times);
    }

    private static List<HttpPage> allPages(Node node, Versions versions, PortMeters meters, List<HttpPage> more) {
        List<HttpPage> pages = new ArrayList<>(HealthPages.of(node, meters.health()));
        pages.add(new VersionPage(node, versions));
        pages.addAll(more);
        return pages;
    }

    /** The URLs as bound: an ephemeral port has become a real one. */
    public List<ListenUrl> urls() {
        return urls;
    }

    /**
     * Takes no more calls, waits for those under way up to the stop timeout, then cuts them off. Blocks for the timeout and
     * half a second at most; calling it again does nothing. Not for event loops.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        services.announceEnd();
        servers.forEach(Server::shutdown);
        services.endWatches();
        boolean interrupted = false;
        for (Server server : servers) {
            interrupted |= !awaitEnd(server, stopNanos);
            if (!server.isTerminated()) {
                server.shutdownNow();
                interrupted |= !awaitEnd(server, TimeUnit.MILLISECONDS.toNanos(500));
            }
        }
        inside.close();
        services.close();
        loops.awaitSelection();
        loops.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if the thread was interrupted. */
    private static boolean awaitEnd(Server server, long nanos) {
        try {
            server.awaitTermination(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** What lies at the bottom of {@code cause}, in its own words. */
    static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
