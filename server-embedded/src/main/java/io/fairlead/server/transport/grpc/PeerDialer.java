package io.fairlead.server.transport.grpc;

import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.tls.DialTls;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Opens connections to the peer ports of members. Safe from any thread.
 *
 * @param tls for URLs that begin with "https:"
 */
public record PeerDialer(PeerLimits limits, DialTls tls) {
    /**
     * A channel to {@code url}; no connection is made yet.
     *
     * @param loops the loops of {@link EventLoops}, or one of them
     * @throws IllegalArgumentException if the URL is none that peers can be reached at
     */
    ManagedChannel channel(String url, EventLoopGroup loops) {
        ListenUrl parsed = ListenUrl.parse(url);
        ChannelCredentials credentials = parsed.isSecure() ? tls.credentials() : InsecureChannelCredentials.create();
        return NettyChannelBuilder.forTarget("dns:///" + parsed.authority(), credentials)
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
