package io.fairlead.server.transport.grpc;

import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;

/** Opens connections to the peer port of a member. */
final class PeerUrl {
    private PeerUrl() {}

    /**
     * A channel to {@code url}; no connection is made yet.
     *
     * @param loops the loops of {@link EventLoops}, or one of them
     * @throws IllegalArgumentException if the URL is none that peers can be reached at
     */
    static ManagedChannel channel(String url, EventLoopGroup loops, PeerLimits limits) {
        ListenUrl parsed = ListenUrl.parse(url);
        if (!parsed.scheme().equals("http")) {
            throw new IllegalArgumentException("peers speak http only: " + url);
        }
        return NettyChannelBuilder.forTarget("dns:///" + parsed.authority())
                .usePlaintext()
                .directExecutor()
                .eventLoopGroup(loops)
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connectTimeout().toMillis())
                .maxInboundMessageSize(limits.messageBytes())
                .idleTimeout(1, TimeUnit.DAYS)
                .disableRetry()
                .build();
    }
}
