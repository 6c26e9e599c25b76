package io.fairlead.server.transport.grpc;

import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
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

    private final List<ListenUrl> urls;
    private final EventLoops.Hold loops;
    private final ExecutorService snapshotThreads;
    private final Server server;
    private final PeerGate gate;

    private PeerPort(
            List<ListenUrl> urls,
            EventLoops.Hold loops,
            ExecutorService snapshotThreads,
            Server server,
            PeerGate gate) {
        this.urls = urls;
        this.loops = loops;
        this.snapshotThreads = snapshotThreads;
        this.server = server;
        this.gate = gate;
    }

    /**
     * Listens on {@code urls}; port 0 takes any free port.
     *
     * @throws IOException if an address can't be bound; the message names it
     */
    public static PeerPort open(List<ListenUrl> urls, EventLoops eventLoops, PeerLimits limits) throws IOException {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("no peer URL to listen on");
        }
        EventLoops.Hold loops = eventLoops.hold();
        ExecutorService snapshotThreads = threads(limits.snapshotSends());
        PeerGate gate = new PeerGate();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(urls.get(0).address());
        for (ListenUrl more : urls.subList(1, urls.size())) {
            builder.addListenAddress(more.address());
        }
        Server server = builder.bossEventLoopGroup(loops.group())
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
        try {
            server.start();
        } catch (IOException e) {
            snapshotThreads.shutdownNow();
            loops.close();
            throw new IOException("can't listen for peers on " + urls + ": " + rootMessage(e), e);
        }
        List<ListenUrl> bound = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            int port = ((InetSocketAddress) server.getListenSockets().get(i)).getPort();
            bound.add(urls.get(i).withPort(port));
        }
        return new PeerPort(List.copyOf(bound), loops, snapshotThreads, server, gate);
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
        server.shutdownNow();
        snapshotThreads.shutdownNow();
        boolean interrupted = false;
        try {
            server.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        loops.awaitSelection();
        loops.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ExecutorService threads(int snapshotSends) {
        AtomicInteger number = new AtomicInteger();
        // As many again for receiving: a member receives one snapshot at a time, but an abandoned one may linger.
        return new ThreadPoolExecutor(0, 2 * snapshotSends, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "fairlead-snapshot-" + number.incrementAndGet());
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
