package io.fairlead.server.rpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.AnonymousInProcessSocketAddress;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.List;

/**
 * The port's own services behind a channel that never leaves the JVM: by it the HTTP faces call what gRPC's clients call.
 * Nobody else can: it has no name. Calls run on the thread that makes them, so they never block.
 */
final class InsideDoor implements AutoCloseable {
    private final Server server;
    private final ManagedChannel channel;

    private InsideDoor(Server server, ManagedChannel channel) {
        this.server = server;
        this.channel = channel;
    }

    static InsideDoor open(List<ServerServiceDefinition> services, CallMeters meters) {
        AnonymousInProcessSocketAddress address = new AnonymousInProcessSocketAddress();
        InProcessServerBuilder builder =
                InProcessServerBuilder.forAddress(address).directExecutor().addStreamTracerFactory(meters);
        services.forEach(builder::addService);
        Server server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            throw new IllegalStateException("an address that has no name is taken", e);
        }
        return new InsideDoor(
                server,
                InProcessChannelBuilder.forAddress(address).directExecutor().build());
    }

    Channel channel() {
        return channel;
    }

    /** Ends the calls under way. */
    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }
}
