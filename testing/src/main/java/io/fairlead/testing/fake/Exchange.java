package io.fairlead.testing.fake;

import com.google.protobuf.MessageLite;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFuture;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2DataFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2HeadersFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ResetFrame;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One gRPC call as the server sees it, down to the frames: one HTTP/2 stream. On the loop of its fake. */
final class Exchange extends ChannelInboundHandlerAdapter {
    /** What is done with a call. */
    interface Conversation {
        void received(byte[] message);

        /** The client will send no more. */
        default void halfClosed() {}

        /** The stream is gone, whoever ended it. */
        default void gone() {}
    }

    /** Takes a call whose headers have come. */
    interface Reception {
        Conversation open(Exchange exchange);

        /** Something happened on the loop that somebody may wait for. */
        void settled();
    }

    private static final int PREFIX_BYTES = 5;

    private final Reception reception;
    private final Channel stream;
    private final ByteBuf inbound = Unpooled.buffer();
    private @Nullable Http2Headers headers;
    private @Nullable Conversation conversation;
    private boolean answering;
    private boolean over;
    private boolean silent;

    Exchange(Reception reception, Channel stream) {
        this.reception = reception;
        this.stream = stream;
    }

    /** The name of the method, without its service. */
    String method() {
        String path = header(":path");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** A header of the request; empty if it is not there. */
    String header(String name) {
        CharSequence value = headers == null ? null : headers.get(name);
        return value == null ? "" : value.toString();
    }

    /** True once nothing can be sent any more. */
    boolean isOver() {
        return over;
    }

    void send(MessageLite message) {
        if (over || silent) {
            return;
        }
        beginAnswer();
        write(new DefaultHttp2DataFrame(frame(message)));
    }

    void answer(MessageLite message) {
        send(message);
        end(Ending.ok(), message);
    }

    /**
     * Ends the call.
     *
     * @param last what half of is sent where the ending wants half a message
     */
    void end(Ending ending, MessageLite last) {
        if (over || silent) {
            return;
        }
        Channel tcp = stream.parent();
        switch (ending.kind()) {
            case STATUS -> {
                over = true;
                write(new DefaultHttp2HeadersFrame(trailers(ending), true));
            }
            case RESET -> {
                over = true;
                write(new DefaultHttp2ResetFrame(ending.code()));
            }
            case HALF_MESSAGE -> {
                beginAnswer();
                over = true;
                ByteBuf whole = frame(last);
                ByteBuf half = whole.readRetainedSlice(Math.max(PREFIX_BYTES - 1, whole.readableBytes() / 2));
                whole.release();
                write(new DefaultHttp2DataFrame(half));
                write(new DefaultHttp2ResetFrame(ending.code()));
            }
            case CUT -> {
                over = true;
                cut(tcp);
            }
            case GO_AWAY -> {
                over = true;
                ChannelFuture ignored = tcp.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR))
                        .addListener(ChannelFutureListener.CLOSE);
            }
            case SILENCE -> silent = true;
        }
    }

    /** Breaks a connection off as a crash does. */
    static void cut(Channel tcp) {
        tcp.config().setOption(ChannelOption.SO_LINGER, 0);
        // Past the codec, which would say goodbye.
        ChannelFuture ignored = tcp.pipeline().firstContext().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (frame instanceof Http2HeadersFrame opening) {
            headers = opening.headers();
            conversation = reception.open(this);
            if (opening.isEndStream()) {
                conversation.halfClosed();
            }
        } else if (frame instanceof Http2DataFrame data) {
            inbound.writeBytes(data.content());
            boolean last = data.isEndStream();
            data.release();
            readMessages();
            if (last && conversation != null) {
                conversation.halfClosed();
            }
        } else {
            ReferenceCountUtil.release(frame);
        }
        reception.settled();
    }

    private void readMessages() {
        while (inbound.readableBytes() >= PREFIX_BYTES) {
            int length = inbound.getInt(inbound.readerIndex() + 1);
            if (inbound.readableBytes() < PREFIX_BYTES + length) {
                return;
            }
            inbound.skipBytes(PREFIX_BYTES);
            byte[] message = new byte[length];
            inbound.readBytes(message);
            if (conversation != null && !over && !silent) {
                conversation.received(message);
            }
        }
        inbound.discardReadBytes();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            gone();
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone();
        inbound.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        gone();
        cut(context.channel().parent());
    }

    private void gone() {
        over = true;
        Conversation last = conversation;
        conversation = null;
        if (last != null) {
            last.gone();
            reception.settled();
        }
    }

    /** A write that fails has met an end that the stream hears of by itself. */
    private void write(Object frame) {
        ChannelFuture ignored = stream.writeAndFlush(frame);
    }

    private void beginAnswer() {
        if (!answering) {
            answering = true;
            write(new DefaultHttp2HeadersFrame(responseHeaders()));
        }
    }

    private Http2Headers trailers(Ending ending) {
        Http2Headers trailers = answering ? new DefaultHttp2Headers() : responseHeaders();
        trailers.set("grpc-status", String.valueOf(ending.code()));
        if (!ending.text().isEmpty()) {
            trailers.set("grpc-message", percentEncoded(ending.text()));
        }
        return trailers;
    }

    private static Http2Headers responseHeaders() {
        return new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
    }

    private static ByteBuf frame(MessageLite message) {
        byte[] bytes = message.toByteArray();
        return Unpooled.buffer(PREFIX_BYTES + bytes.length)
                .writeByte(0)
                .writeInt(bytes.length)
                .writeBytes(bytes);
    }

    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(String.format(Locale.ROOT, "%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }
}
