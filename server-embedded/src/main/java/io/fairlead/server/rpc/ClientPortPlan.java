package io.fairlead.server.rpc;

import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.port.PortServers;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the client port serves, and within which limits. */
record ClientPortPlan(ClientPortConfig config, HttpFace face, List<ServerServiceDefinition> services, CallMeters meters)
        implements PortServers.Plan {
    private static final int METADATA_BYTES_MAX = 16 * 1024;

    /** Above four times our own limit gRPC gives up without reading a message. */
    private static final int HARD_LIMIT_FACTOR = 4;

    private static final int RESETS_PER_WINDOW_MAX = 400;
    private static final int RESET_WINDOW_SECONDS = 30;

    @Override
    public String callers() {
        return "clients";
    }

    @Override
    public boolean canSecure() {
        return config.tls().isPresent();
    }

    @Override
    public InternalProtocolNegotiator.ServerFactory negotiation(ListenUrl url) {
        return new ProtocolSniffer(face, config.tls().filter(tls -> url.isSecure()));
    }

    @Override
    public void apply(NettyServerBuilder builder) {
        long hardLimit = Math.min(Integer.MAX_VALUE, (long) HARD_LIMIT_FACTOR * config.messageBytesMax());
        builder.addStreamTracerFactory(meters)
                .maxInboundMessageSize((int) hardLimit)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(config.concurrentStreamsMax())
                .maxRstFramesPerWindow(RESETS_PER_WINDOW_MAX, RESET_WINDOW_SECONDS)
                .permitKeepAliveTime(config.keepAliveMinTime().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTime(config.keepAliveInterval().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(config.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS);
        services.forEach(builder::addService);
    }

    /** The same services for clients in this JVM. */
    @Override
    public Optional<Server> beside() {
        return config.inProcessName().map(name -> {
            InProcessServerBuilder builder =
                    InProcessServerBuilder.forName(name).directExecutor().addStreamTracerFactory(meters);
            services.forEach(builder::addService);
            return builder.build();
        });
    }
}
