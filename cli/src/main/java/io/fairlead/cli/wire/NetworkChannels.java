package io.fairlead.cli.wire;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Channels over TCP, made for a process that lives for one request: one event loop, the JDK's own sockets (Netty's
 * native transport would first unpack a library), and calls on the caller's thread.
 */
public final class NetworkChannels implements ChannelFactory, AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.%]+]");

    private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("fairlead-cli", true), NioIoHandler.newFactory());

    private final Security security;

    /** Channels that are secured so. */
    public NetworkChannels(Security security) {
        this.security = security;
    }

    @Override
    public ManagedChannel open(Endpoint endpoint, Patience patience) {
        return builder(endpoint, security.credentials(endpoint))
                .eventLoopGroup(eventLoops)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .proxyDetector(address -> null)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .keepAliveTime(patience.keepAliveTime().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(patience.keepAliveTimeout().toNanos(), TimeUnit.NANOSECONDS)
                .build();
    }

    /** An address in digits needs no name resolver, nor its threads. */
    private static NettyChannelBuilder builder(Endpoint endpoint, ChannelCredentials credentials) {
        if (ADDRESS.matcher(endpoint.host()).matches()) {
            return NettyChannelBuilder.forAddress(new InetSocketAddress(endpoint.host(), endpoint.port()), credentials)
                    // What a certificate has to name: without this it would be the text of the socket's address.
                    .overrideAuthority(endpoint.address());
        }
        return NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port(), credentials);
    }

    @Override
    public void close() {
        // Nobody waits: the threads are daemons.
        var unused = eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
}
