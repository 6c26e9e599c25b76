package io.fairlead.testing.fake;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2MultiplexHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One endpoint of a fake: its port, its connections, its streams. On the loop of its fake. */
final class FakeMember implements Exchange.Reception {
    private final Cluster cluster;
    private final EventLoopGroup loop;
    private final int index;
    final Scripts scripts = new Scripts();

    /** It knows no leader: it hears of no change and can't serve what needs one. */
    boolean leaderless;

    /** Connections break as soon as they are made. */
    boolean refusing;

    private int port;
    private @Nullable Channel listening;
    private final Set<Channel> connections = new LinkedHashSet<>();
    private final Set<FakeWatchCall> watches = new LinkedHashSet<>();

    FakeMember(Cluster cluster, EventLoopGroup loop, int index) {
        this.cluster = cluster;
        this.loop = loop;
        this.index = index;
    }

    long id() {
        return index + 1L;
    }

    int index() {
        return index;
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    Cluster cluster() {
        return cluster;
    }

    boolean runs() {
        return listening != null;
    }

    /** Listens on a port the system picks. Not on the loop. */
    Channel bind() {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        accept(connection);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    void listenOn(Channel channel) {
        listening = channel;
        port = ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private void accept(Channel connection) {
        if (refusing) {
            connection.config().setOption(ChannelOption.SO_LINGER, 0);
            ChannelFuture unused = connection.close();
            return;
        }
        connections.add(connection);
        ChannelFuture ignored = connection.closeFuture().addListener(closed -> connections.remove(connection));
        connection
                .pipeline()
                .addLast(
                        Http2FrameCodecBuilder.forServer().build(),
                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                stream.pipeline().addLast(new Exchange(FakeMember.this, stream));
                            }
                        }));
    }

    void cutConnections() {
        List.copyOf(connections).forEach(Exchange::cut);
    }

    /** Gone, with its port. */
    void goDown() {
        if (listening != null) {
            ChannelFuture ignored = listening.close();
            listening = null;
        }
        cutConnections();
    }

    @Override
    public Exchange.Conversation open(Exchange exchange) {
        return switch (exchange.method()) {
            case "Watch" -> new FakeWatchCall(this, exchange);
            case "LeaseKeepAlive" -> new FakeKeepAliveCall(this, exchange);
            default -> new FakeUnaryCall(this, exchange);
        };
    }

    @Override
    public void settled() {
        cluster.settled();
    }

    void joined(FakeWatchCall watch) {
        watches.add(watch);
    }

    void left(FakeWatchCall watch) {
        watches.remove(watch);
    }

    List<FakeWatchCall> watches() {
        return new ArrayList<>(watches);
    }

    void feed() {
        if (!leaderless) {
            watches().forEach(FakeWatchCall::feed);
        }
    }

    @Nullable
    StreamScript nextStream(String method) {
        StreamScript own = scripts.nextStream(method);
        return own == null ? cluster.scripts.nextStream(method) : own;
    }

    @Nullable
    CallScript nextCall(String method) {
        CallScript own = scripts.nextCall(method);
        return own == null ? cluster.scripts.nextCall(method) : own;
    }
}
