package io.fairlead.server.rpc;

import io.grpc.Grpc;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.grpc.netty.ProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of a connection to a TLS port: shakes hands, then gives the connection, now in clear, to the handler
 * behind it. gRPC's calls carry the session, so that services can see who shook hands. On the connection's event loop.
 */
final class TlsHandshake extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(TlsHandshake.class.getName());

    private final SslContext context;
    private final Duration timeout;
    private final ChannelHandler next;
    private @Nullable SslHandler ssl;
    private @Nullable ProtocolNegotiationEvent begin;

    /** @param timeout who has not shaken hands by then is cut off */
    TlsHandshake(SslContext context, Duration timeout, ChannelHandler next) {
        this.context = context;
        this.timeout = timeout;
        this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext channel) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        channel.pipeline().addBefore(channel.name(), null, handler);
        ssl = handler;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                proceed(channel);
            } else {
                LOG.log(Level.DEBUG, "rejected a connection", completion.cause());
                var unused = channel.close();
            }
        } else if (begin == null && event instanceof ProtocolNegotiationEvent negotiation) {
            begin = negotiation;
        } else {
            channel.fireUserEventTriggered(event);
        }
    }

    private void proceed(ChannelHandlerContext channel) {
        SslHandler shaken = ssl;
        ProtocolNegotiationEvent event = begin;
        if (shaken == null || event == null) {
            throw new IllegalStateException("gRPC's negotiation had not begun when the handshake ended");
        }
        SSLSession session = shaken.engine().getSession();
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addAfter(channel.name(), null, next);
        channel.fireUserEventTriggered(InternalProtocolNegotiationEvent.withAttributes(
                event,
                InternalProtocolNegotiationEvent.getAttributes(event).toBuilder()
                        .set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session)
                        .build()));
        pipeline.remove(this);
    }

    /** What breaks a handshake is the client's affair. */
    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        LOG.log(Level.DEBUG, "closed a connection before its handshake ended", cause);
        var unused = channel.close();
    }
}
