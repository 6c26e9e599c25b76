package io.fairlead.server.transport.grpc;

import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.port.PortServers;
import io.fairlead.server.tls.OriginCheck;
import io.fairlead.server.tls.PortTls;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
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
    private static final int METADATA_BYTES = 16 * 1024;
    private static final int LOOKUPS_MAX = 4;

    private final PortServers servers;
    private final EventLoops.Hold loops;
    private final ExecutorService snapshotThreads;
    private final ExecutorService lookups;
    private final PeerGate gate;

    private PeerPort(
            PortServers servers,
            EventLoops.Hold loops,
            ExecutorService snapshotThreads,
            ExecutorService lookups,
            PeerGate gate) {
        this.servers = servers;
        this.loops = loops;
        this.snapshotThreads = snapshotThreads;
        this.lookups = lookups;
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
        try {
            Plan plan = new Plan(tls, new OriginCheck(lookups), limits, gate, snapshotThreads);
            return new PeerPort(PortServers.open(urls, loops, plan), loops, snapshotThreads, lookups, gate);
        } catch (IOException e) {
            snapshotThreads.shutdownNow();
            lookups.shutdownNow();
            loops.close();
            throw e;
        }
    }

    private record Plan(
            Optional<PortTls> tls,
            OriginCheck origin,
            PeerLimits limits,
            PeerGate gate,
            ExecutorService snapshotThreads)
            implements PortServers.Plan {
        @Override
        public String callers() {
            return "peers";
        }

        @Override
        public boolean canSecure() {
            return tls.isPresent();
        }

        @Override
        public InternalProtocolNegotiator.ServerFactory negotiation(ListenUrl url) {
            return new PeerNegotiation(tls.filter(present -> url.isSecure()), origin, limits.silence());
        }

        @Override
        public void apply(NettyServerBuilder builder) {
            builder.callExecutor(new SnapshotCallsApart(snapshotThreads))
                    .maxInboundMessageSize(limits.messageBytes())
                    .maxInboundMetadataSize(METADATA_BYTES)
                    .keepAliveTime(limits.silence().toNanos(), TimeUnit.NANOSECONDS)
                    .keepAliveTimeout(limits.silence().toNanos(), TimeUnit.NANOSECONDS)
                    .addService(ServerInterceptors.intercept(new PeerService(), gate));
        }
    }

    /** The URLs as bound: an ephemeral port has become a real one. */
    public List<ListenUrl> urls() {
        return servers.urls();
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

    /** Stops listening and ends all calls. Waits half a second at most. Calling it again does nothing. */
    @Override
    public void close() {
        gate.attach(null);
        snapshotThreads.shutdownNow();
        lookups.shutdownNow();
        servers.end(0);
        servers.close();
    }

    private static ExecutorService threads(String name, int max) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(0, max, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
