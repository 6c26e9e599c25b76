package io.fairlead.server.rpc;

import io.fairlead.server.tls.OriginCheck;
import io.fairlead.server.tls.PortTls;
import io.fairlead.server.tls.TlsHandshake;
import io.grpc.internal.ObjectPool;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives each new connection to gRPC or to HTTP/1.1, by its first bytes.
 *
 * <p>On a TLS port a {@link TlsHandshake} comes first. gRPC's pipeline has one handler of ours in front when it begins, which holds back gRPC's "begin to negotiate" event.
 * HTTP/2 begins with a fixed preface that is no request of HTTP/1.1: once it is there, the event goes to gRPC's plaintext
 * handler, which then installs HTTP/2, and our handler leaves the bytes to it. On anything else we install HTTP/1.1 in
 * front, and gRPC never sees the connection. Garbage is answered by HTTP/1.1, with 400. Who stops in the middle of the
 * preface is cut off like who says nothing.
 */
final class ProtocolSniffer implements InternalProtocolNegotiator.ServerFactory {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final AsciiString HTTPS = AsciiString.of("https");

    private final HttpFace face;
    private final Optional<PortTls> tls;

    /** @param tls present on a port that speaks TLS only */
    ProtocolSniffer(HttpFace face, Optional<PortTls> tls) {
        this.face = face;
        this.tls = tls;
    }

    @Override
    public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator(
            ObjectPool<? extends Executor> offloadExecutorPool) {
        InternalProtocolNegotiator.ProtocolNegotiator plaintext = InternalProtocolNegotiators.serverPlaintext();
        return new InternalProtocolNegotiator.ProtocolNegotiator() {
            @Override
            public AsciiString scheme() {
                return tls.isPresent() ? HTTPS : plaintext.scheme();
            }

            @Override
            public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
                FirstBytes inClear = new FirstBytes(plaintext.newHandler(grpc));
                return tls.isPresent()
                        ? new TlsHandshake(
                                tls.get(), OriginCheck.NONE, face.times().firstRequest(), inClear)
                        : inClear;
            }

            @Override
            public void close() {
                plaintext.close();
            }
        };
    }

    /** The handler in front, for one connection. */
    private final class FirstBytes extends ByteToMessageDecoder {
        private final ChannelHandler grpc;
        private @Nullable Object negotiationEvent;
        private @Nullable Future<?> timer;

        FirstBytes(ChannelHandler grpc) {
            this.grpc = grpc;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            timer = context.executor()
                    .schedule(() -> close(context), face.times().firstRequest().toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext context) {
            if (timer != null) {
                timer.cancel(false);
            }
        }

        private static void close(ChannelHandlerContext context) {
            var unused = context.close();
        }

        /** The only event before the first bytes is gRPC's "begin". */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (negotiationEvent == null) {
                negotiationEvent = event;
            } else {
                context.fireUserEventTriggered(event);
            }
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int count = Math.min(in.readableBytes(), PREFACE.length);
            for (int i = 0; i < count; i++) {
                if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
                    toHttp(context);
                    return;
                }
            }
            if (count == PREFACE.length) {
                toGrpc(context);
            }
        }

        private void toGrpc(ChannelHandlerContext context) {
            ChannelPipeline pipeline = context.pipeline();
            pipeline.addAfter(context.name(), null, grpc);
            if (negotiationEvent != null) {
                context.fireUserEventTriggered(negotiationEvent);
            }
            pipeline.remove(this);
        }

        private void toHttp(ChannelHandlerContext context) {
            ChannelPipeline pipeline = context.pipeline();
            pipeline.addAfter(context.name(), null, new HttpConversation(face));
            pipeline.addAfter(context.name(), null, new HttpServerCodec());
            pipeline.remove(this);
        }
    }
}
