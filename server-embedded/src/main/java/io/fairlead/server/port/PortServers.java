package io.fairlead.server.port;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The servers of one port: one for each address it listens on, all on the shared event loops. Safe from any thread. */
public final class PortServers implements AutoCloseable {
    private static final long CUT_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final List<ListenUrl> urls;
    private final List<Server> servers;
    private final EventLoops.Hold loops;

    private PortServers(List<ListenUrl> urls, List<Server> servers, EventLoops.Hold loops) {
        this.urls = List.copyOf(urls);
        this.servers = List.copyOf(servers);
        this.loops = loops;
    }

    /** What a port is, apart from its addresses. */
    public interface Plan {
        /** For whom it listens: "clients". */
        String callers();

        /** Whether there are a certificate and its key, which URLs that begin with "https:" need. */
        boolean canSecure();

        /** What speaks first on each connection to {@code url}. */
        InternalProtocolNegotiator.ServerFactory negotiation(ListenUrl url);

        /** Adds services and limits. */
        void apply(NettyServerBuilder builder);

        /** One more server, off the network, that begins and ends with those of the addresses. */
        default Optional<Server> beside() {
            return Optional.empty();
        }
    }

    /**
     * Listens on {@code listen}; port 0 takes any free port.
     *
     * @param loops closed with the servers; left to the caller where this throws
     * @throws IOException if an address can't be bound, or can't be secured; the message names it. Nothing is left open then
     */
    public static PortServers open(List<ListenUrl> listen, EventLoops.Hold loops, Plan plan) throws IOException {
        List<Server> servers = new ArrayList<>();
        List<ListenUrl> urls = new ArrayList<>();
        try {
            for (ListenUrl url : listen) {
                if (url.isSecure() && !plan.canSecure()) {
                    throw new IOException(ListenUrl.withoutFiles(url.authority()));
                }
                Server server = server(url, loops, plan).start();
                servers.add(server);
                urls.add(url.withPort(
                        ((InetSocketAddress) server.getListenSockets().get(0)).getPort()));
            }
            Optional<Server> beside = plan.beside();
            if (beside.isPresent()) {
                servers.add(beside.get().start());
            }
        } catch (IOException e) {
            servers.forEach(Server::shutdownNow);
            throw new IOException(
                    "can't listen for " + plan.callers() + " on " + listen + ": " + RootCause.message(e), e);
        }
        return new PortServers(urls, servers, loops);
    }

    private static Server server(ListenUrl url, EventLoops.Hold loops, Plan plan) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        url.address(), InternalNettyServerCredentials.create(plan.negotiation(url)))
                .bossEventLoopGroup(loops.group())
                .workerEventLoopGroup(loops.group())
                .channelType(NioServerSocketChannel.class)
                .directExecutor();
        plan.apply(builder);
        return builder.build();
    }

    /** The URLs as bound: an ephemeral port has become a real one. */
    public List<ListenUrl> urls() {
        return urls;
    }

    /** Takes no more calls; those under way go on. */
    public void refuse() {
        servers.forEach(Server::shutdown);
    }

    /**
     * Takes no more calls, waits up to {@code graceNanos} for those under way and cuts off what is left. Blocks for the grace and
     * half a second more at most. Not for event loops.
     */
    public void end(long graceNanos) {
        refuse();
        boolean interrupted = !haveEnded(graceNanos);
        servers.forEach(Server::shutdownNow);
        interrupted |= !haveEnded(CUT_OFF_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends what {@link #end} left and gives the event loops back, once they have let go of the ports. A second time it does
     * nothing. Not for event loops.
     */
    @Override
    public void close() {
        servers.forEach(Server::shutdownNow);
        loops.awaitSelection();
        loops.close();
    }

    /** Waits for all servers; false if the thread was interrupted. */
    private boolean haveEnded(long nanos) {
        try {
            for (Server server : servers) {
                server.awaitTermination(nanos, TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
