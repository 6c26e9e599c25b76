package io.fairlead.client;

import io.fairlead.client.endpoint.EndpointAddress;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The threads of one client and the channels that run on them. Closing ends every thread that was started here. */
final class Connections implements Surroundings {
    private static final long CONNECT_MILLIS_MAX = 2_000;

    /** How often a connection with calls under way is probed while it is silent. */
    static final long KEEP_ALIVE_SECONDS = 10;

    private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 5;

    private final ClientConfig config;
    private final EventLoopGroup io = new MultiThreadIoEventLoopGroup(1, threads("io"), NioIoHandler.newFactory());
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads("timer"));
    private final ExecutorService calls = Executors.newCachedThreadPool(threads("call"));
    private final LongSupplier leaseIds = new SecureRandom()::nextLong;

    Connections(ClientConfig config) {
        this.config = config;
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** The user's executor, or our own. */
    @Override
    public Executor executor() {
        return config.executor().orElse(calls);
    }

    @Override
    public Executor ownThreads() {
        return calls;
    }

    @Override
    public LongSupplier nanoTime() {
        return System::nanoTime;
    }

    @Override
    public DoubleSupplier random() {
        return () -> ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public LongSupplier leaseIds() {
        return leaseIds;
    }

    /** An endpoint without a scheme is secured as soon as the client was told how. */
    @Override
    public EndpointAddress.Scheme bare() {
        return config.tls().isPresent() ? EndpointAddress.Scheme.TLS : EndpointAddress.Scheme.PLAINTEXT;
    }

    @Override
    public ManagedChannel open(EndpointAddress address) {
        return switch (address.scheme()) {
            case IN_PROCESS ->
                InProcessChannelBuilder.forName(address.target())
                        .executor(executor())
                        .scheduledExecutorService(timer)
                        .maxInboundMessageSize(config.maxResponseBytes())
                        // Whether a call is made again is decided by our own rule alone.
                        .disableRetry()
                        .build();
            case PLAINTEXT ->
                network(address, InsecureChannelCredentials.create()).build();
            case TLS -> {
                Tls tls = config.tls().orElse(Tls.system());
                NettyChannelBuilder channel = network(address, tls.credentials());
                tls.authority().ifPresent(channel::overrideAuthority);
                yield channel.build();
            }
        };
    }

    private NettyChannelBuilder network(EndpointAddress address, ChannelCredentials credentials) {
        return NettyChannelBuilder.forTarget("dns:///" + address.target(), credentials)
                .eventLoopGroup(io)
                .channelType(NioSocketChannel.class)
                .executor(executor())
                .offloadExecutor(calls)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis())
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .maxInboundMessageSize(config.maxResponseBytes())
                // Whether a call is made again is decided by our own rule alone.
                .disableRetry();
    }

    /** Well below the deadline, so that a host that swallows packets leaves time for another. */
    private int connectMillis() {
        Duration half = config.deadline().dividedBy(2);
        return (int) Math.max(1, Math.min(CONNECT_MILLIS_MAX, half.toMillis()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        io.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        calls.shutdown();
    }

    private static ThreadFactory threads(String role) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "fairlead-client-" + role + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
