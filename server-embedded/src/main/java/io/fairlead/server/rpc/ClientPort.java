package io.fairlead.server.rpc;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.StreamPage;
import io.fairlead.server.http.VersionPage;
import io.fairlead.server.http.Versions;
import io.fairlead.server.node.Node;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.port.PortServers;
import io.fairlead.server.rpc.gateway.StreamGateway;
import io.fairlead.server.rpc.gateway.UnaryGateway;
import io.fairlead.server.rpc.inside.UnaryCalls;
import io.fairlead.server.rpc.v2.KeysPage;
import io.fairlead.server.rpc.v2.MembersPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The client port of a member: gRPC and HTTP/1.1 on each of its addresses, and the same services in process where asked.
 * Safe from any thread.
 */
public final class ClientPort implements AutoCloseable {
    private final PortServers servers;
    private final InsideDoor inside;
    private final ClientServices services;
    private final long stopNanos;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ClientPort(PortServers servers, InsideDoor inside, ClientServices services, long stopNanos) {
        this.servers = servers;
        this.inside = inside;
        this.services = services;
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
        EventLoops.Hold loops = eventLoops.hold();
        ClientServices services = ClientServices.of(config, node, loops, versions);
        meters.calls().know(services.definitions());
        InsideDoor inside = InsideDoor.open(services.definitions(), meters.calls());
        HttpFace face = face(config, node, inside, clock, allPages(node, versions, meters, pages));
        try {
            PortServers servers = PortServers.open(
                    config.listen(), loops, new ClientPortPlan(config, face, services.definitions(), meters.calls()));
            return new ClientPort(
                    servers, inside, services, config.stopTimeout().toNanos());
        } catch (IOException e) {
            inside.close();
            services.close();
            loops.close();
            throw e;
        }
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
        return servers.urls();
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
        servers.refuse();
        services.endWatches();
        servers.end(stopNanos);
        inside.close();
        services.close();
        servers.close();
    }
}
