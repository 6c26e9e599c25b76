package io.fairlead.server.tls;

import io.grpc.Grpc;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.grpc.netty.ProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of a connection to a TLS port: shakes hands, looks where the caller comes from, then gives the connection, now in
 * clear, to the handler behind it. gRPC's calls carry the session, so that services can see who shook hands. On the connection's
 * event loop.
 */
public final class TlsHandshake extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(TlsHandshake.class.getName());

    private final PortTls tls;
    private final OriginCheck origin;
    private final Duration timeout;
    private final ChannelHandler next;

    /** What came while the origin was looked up. */
    private final Queue<Object> early = new ArrayDeque<>();

    private @Nullable SslHandler ssl;
    private @Nullable ProtocolNegotiationEvent begin;

    /** Who has not shaken hands by {@code timeout} is cut off. */
    public TlsHandshake(PortTls tls, OriginCheck origin, Duration timeout, ChannelHandler next) {
        this.tls = tls;
        this.origin = tls.checksOrigin() ? origin : OriginCheck.NONE;
        this.timeout = timeout;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext channel) {
        SslHandler handler = tls.handler(channel.alloc(), channel.channel().remoteAddress());
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        channel.pipeline().addBefore(channel.name(), null, handler);
        ssl = handler;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                checkOrigin(channel);
            } else {
                tls.refusals().tell(channel.channel().remoteAddress(), completion.cause());
                var unused = channel.close();
            }
        } else if (begin == null && event instanceof ProtocolNegotiationEvent negotiation) {
            begin = negotiation;
        } else {
            channel.fireUserEventTriggered(event);
        }
    }

    private void checkOrigin(ChannelHandlerContext channel) {
        if (ssl == null) {
            throw new IllegalStateException("no handshake was begun");
        }
        SSLSession session = ssl.engine().getSession();
        CompletableFuture<Optional<String>> refusal =
                channel.channel().remoteAddress() instanceof InetSocketAddress from
                        ? CertificateNames.shown(session)
                                .map(shown -> origin.refusal(CertificateNames.of(shown), from.getAddress()))
                                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
                        : CompletableFuture.completedFuture(Optional.empty());
        if (refusal.isDone()) {
            settle(channel, session, refusal.join());
            return;
        }
        channel.channel().config().setAutoRead(false);
        var unused = refusal.whenCompleteAsync(
                (why, broken) -> settle(
                        channel, session, broken == null ? why : Optional.of("look-up failed: " + broken.getMessage())),
                channel.executor());
    }

    private void settle(ChannelHandlerContext channel, SSLSession session, Optional<String> refusal) {
        if (channel.isRemoved() || !channel.channel().isActive()) {
            return;
        }
        if (refusal.isPresent()) {
            tls.refusals().tell(channel.channel().remoteAddress(), refusal.get());
            var unused = channel.close();
        } else {
            proceed(channel, session);
        }
    }

    private void proceed(ChannelHandlerContext channel, SSLSession session) {
        ProtocolNegotiationEvent event = begin;
        if (event == null) {
            throw new IllegalStateException("gRPC's negotiation had not begun when the handshake ended");
        }
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addAfter(channel.name(), null, next);
        channel.fireUserEventTriggered(InternalProtocolNegotiationEvent.withAttributes(
                event,
                InternalProtocolNegotiationEvent.getAttributes(event).toBuilder()
                        .set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session)
                        .build()));
        while (!early.isEmpty()) {
            channel.fireChannelRead(early.remove());
        }
        channel.channel().config().setAutoRead(true);
        pipeline.remove(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        early.add(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext channel) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
    }

    /** What breaks a handshake is the client's affair. */
    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        LOG.log(Level.DEBUG, "closed a connection before its handshake ended", cause);
        var unused = channel.close();
    }
}
