package io.fairlead.server.rpc;

import io.fairlead.server.http.HttpAccess;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.node.Node;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.port.PortServers;
import io.fairlead.server.tls.PortTls;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A port for monitoring alone: health, readiness and metrics, and no services. So whoever scrapes needs no way to the keys. Safe
 * from any thread.
 */
public final class MetricsPort implements AutoCloseable {
    private static final int CALLS_PER_CONNECTION = 8;

    private final PortServers servers;

    private MetricsPort(PortServers servers) {
        this.servers = servers;
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
        try {
            return new MetricsPort(PortServers.open(listen, loops, new Plan(tls, face)));
        } catch (IOException e) {
            loops.close();
            throw e;
        }
    }

    private record Plan(Optional<PortTls> tls, HttpFace face) implements PortServers.Plan {
        @Override
        public String callers() {
            return "metrics";
        }

        @Override
        public boolean canSecure() {
            return tls.isPresent();
        }

        @Override
        public InternalProtocolNegotiator.ServerFactory negotiation(ListenUrl url) {
            return new ProtocolSniffer(face, tls.filter(present -> url.isSecure()));
        }

        @Override
        public void apply(NettyServerBuilder builder) {
            builder.maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION);
        }
    }

    /** The URLs as bound: an ephemeral port has become a real one. */
    public List<ListenUrl> urls() {
        return servers.urls();
    }

    /** Cuts off whoever is there. Blocks for half a second at most. Not for event loops. */
    @Override
    public void close() {
        servers.end(0);
        servers.close();
    }
}
