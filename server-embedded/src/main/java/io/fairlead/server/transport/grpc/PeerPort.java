package io.fairlead.server.transport.grpc;

import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.tls.OriginCheck;
import io.fairlead.server.tls.PortTls;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The listening peer port. It is opened before the member knows its id, because the id depends on the URL and so on an
 * ephemeral port; until a transport is attached every call is answered "not ready".
 */
public final class PeerPort implements AutoCloseable {
    private static final long STOP_MILLIS = 1_000;
    private static final int METADATA_BYTES = 16 * 1024;
    private static final int LOOKUPS_MAX = 4;

    private final List<ListenUrl> urls;
    private final EventLoops.Hold loops;
    private final ExecutorService snapshotThreads;
    private final ExecutorService lookups;
    private final List<Server> servers;
    private final PeerGate gate;

    private PeerPort(
            List<ListenUrl> urls,
            EventLoops.Hold loops,
            ExecutorService snapshotThreads,
            ExecutorService lookups,
            List<Server> servers,
            PeerGate gate) {
        this.urls = urls;
        this.loops = loops;
        this.snapshotThreads = snapshotThreads;
        this.lookups = lookups;
        this.servers = List.copyOf(servers);
        this.gate = gate;
    }

    /**
     * Listens on {@code urls}; port 0 takes any free port.
     *
     * @param tls of URLs that begin with "https:"; needed where there is one
     * @throws IOException if an address can't be bound; the message names it
     */
    public static PeerPort open(List<ListenUrl> urls, EventLoops eventLoops, PeerLimits limits, Optional<PortTls> tls)
            throws IOException {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no peer URL to listen on");
        }
        EventLoops.Hold loops = eventLoops.hold();
        // As many again for receiving: a member receives one snapshot at a time, but an abandoned one may linger.
        ExecutorService snapshotThreads = threads("fairlead-snapshot-", 2 * limits.snapshotSends());
        ExecutorService lookups = threads("fairlead-names-", LOOKUPS_MAX);
        PeerGate gate = new PeerGate();
        List<Server> servers = new ArrayList<>();
        List<ListenUrl> bound = new ArrayList<>();
        try {
            for (ListenUrl url : urls) {
                if (url.isSecure() && tls.isEmpty()) {
                    throw new IOException(
                            "cannot listen on TLS for " + url.authority() + ": KeyFile and CertFile are not presented");
                }
                PeerNegotiation negotiation = new PeerNegotiation(
                        tls.filter(present -> url.isSecure()), new OriginCheck(lookups), limits.silence());
                Server server = server(url, negotiation, loops, limits, gate, snapshotThreads)
                        .start();
                servers.add(server);
                bound.add(url.withPort(
                        ((InetSocketAddress) server.getListenSockets().get(0)).getPort()));
            }
        } catch (IOException e) {
            servers.forEach(Server::shutdownNow);
            snapshotThreads.shutdownNow();
            lookups.shutdownNow();
            loops.close();
            throw new IOException("can't listen for peers on " + urls + ": " + rootMessage(e), e);
        }
        return new PeerPort(List.copyOf(bound), loops, snapshotThreads, lookups, servers, gate);
    }

    private static Server server(
            ListenUrl url,
            PeerNegotiation negotiation,
            EventLoops.Hold loops,
            PeerLimits limits,
            PeerGate gate,
            ExecutorService snapshotThreads) {
        return NettyServerBuilder.forAddress(url.address(), InternalNettyServerCredentials.create(negotiation))
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .callExecutor(new SnapshotCallsApart(snapshotThreads))
                .maxInboundMessageSize(limits.messageBytes())
                .maxInboundMetadataSize(METADATA_BYTES)
                .keepAliveTime(limits.silence().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(limits.silence().toNanos(), TimeUnit.NANOSECONDS)
                .addService(ServerInterceptors.intercept(new PeerService(), gate))
                .build();
    }

    /** The URLs as bound: an ephemeral port has become a real one. */
    public List<ListenUrl> urls() {
        return urls;
    }

    EventLoops.Hold loops() {
        return loops;
    }

    /** Threads on which snapshots are read and written. */
    ExecutorService snapshotThreads() {
        return snapshotThreads;
    }

    /** From now on calls reach {@code inbox}; null: nobody is home. */
    void attach(@Nullable PeerInbox inbox) {
        gate.attach(inbox);
    }

    /** Stops listening and ends all calls. Waits a second at most. Calling it again does nothing. */
    @Override
    public void close() {
        gate.attach(null);
        servers.forEach(Server::shutdownNow);
        snapshotThreads.shutdownNow();
        lookups.shutdownNow();
        boolean interrupted = false;
        try {
            for (Server server : servers) {
                server.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        loops.awaitSelection();
        loops.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ExecutorService threads(String name, int max) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, max, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
