package io.fairlead.server.rpc;

import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.http.StreamPage;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObject;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one HTTP/1.1 connection, answered one after the other. On the connection's event loop.
 *
 * <p>What the client sent is handled piece by piece, each when somebody asked for it ({@link #pull()}); as long as a piece
 * waits, nothing is read from the socket. So a client that sends faster than it is answered fills its own buffers, not our
 * memory, and one that went away is noticed while its answer is being made.
 */
final class HttpConversation extends ChannelInboundHandlerAdapter implements HttpExchange.Line {
    private static final System.Logger LOG = System.getLogger(HttpConversation.class.getName());

    private final HttpFace face;

    /** Where this handler stands; Netty says so before anything else. */
    @SuppressWarnings("NullAway.Init")
    private ChannelHandlerContext context;

    /** What came and nobody asked for yet: the pieces in one read of the socket at most. */
    private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();

    /** The request under way; null between requests. */
    private @Nullable HttpExchange current;

    private boolean requestComplete = true;

    /** Somebody wants the next piece. */
    private boolean asked = true;

    private boolean draining;
    private boolean closing;
    private @Nullable Future<?> timer;

    HttpConversation(HttpFace face) {
        this.face = face;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext own) {
        context = own;
        limit(face.times().firstRequest());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext own) {
        stopTimer();
        dropWaiting();
    }

    @Override
    public void channelRead(ChannelHandlerContext own, Object piece) {
        if (closing) {
            ReferenceCountUtil.release(piece);
            return;
        }
        waiting.add((HttpObject) piece);
        drain();
    }

    @Override
    public void pull() {
        asked = true;
        drain();
    }

    /** Not recursive, however many pieces wait: they are handled in this one loop. */
    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (asked && !closing) {
                HttpObject piece = waiting.poll();
                if (piece == null) {
                    break;
                }
                asked = false;
                try {
                    handle(piece);
                } finally {
                    ReferenceCountUtil.release(piece);
                }
            }
        } finally {
            draining = false;
        }
        context.channel().config().setAutoRead(waiting.isEmpty());
    }

    private void handle(HttpObject piece) {
        if (piece.decoderResult().isFailure()) {
            malformed();
            return;
        }
        if (piece instanceof HttpRequest head) {
            requestComplete = false;
            limit(face.times().nextRequest());
            begin(head);
        }
        if (piece instanceof HttpContent content && current != null) {
            if (content.content().isReadable()) {
                current.onBody(content.content());
            } else if (!(content instanceof LastHttpContent)) {
                asked = true;
            }
            if (content instanceof LastHttpContent) {
                requestComplete = true;
                if (current != null) {
                    current.onBodyEnd();
                }
            }
        }
    }

    private void malformed() {
        HttpExchange broken = current;
        if (broken != null) {
            // In the middle of a body: the answer may have begun, so there is nothing left to say.
            close();
            return;
        }
        finish(responsesTo(false).whole(PageAnswer.text(400, "400 Bad Request\n"), false), false);
    }

    private void begin(HttpRequest request) {
        Optional<PageRequest> parsed = RequestHeads.read(request);
        if (parsed.isEmpty()) {
            finish(responsesTo(false).whole(PageAnswer.text(400, "400 Bad Request\n"), false), false);
            return;
        }
        PageRequest head = parsed.get();
        HttpResponses responses = new HttpResponses(
                face.access().allowedOrigin(head),
                HttpUtil.isKeepAlive(request),
                request.protocolVersion().isKeepAliveDefault());
        Optional<PageAnswer> refusal = face.access().refusal(head);
        if (refusal.isPresent()) {
            finish(responses.whole(refusal.get(), false), false);
            return;
        }
        if (head.method().equals("OPTIONS")) {
            current = new PageExchange(this, context.executor(), head, new OptionsPage(), responses);
            pull();
            return;
        }
        Optional<StreamPage> stream = face.stream(head);
        HttpPage page = face.page(head.path()).orElse(NotFoundPage.INSTANCE);
        if (stream.isEmpty() && HttpUtil.getContentLength(request, 0L) > page.bodyBytesMax()) {
            finish(responses.whole(PageExchange.tooLarge(), false), false);
            return;
        }
        if (HttpUtil.is100ContinueExpected(request)) {
            write(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        if (stream.isPresent()) {
            current = new StreamExchange(this, context.executor(), head, stream.get(), responses);
        } else {
            current = new PageExchange(this, context.executor(), head, page, responses);
            pull();
        }
    }

    private static HttpResponses responsesTo(boolean keepAlive) {
        return new HttpResponses(Optional.empty(), keepAlive, true);
    }

    @Override
    public void write(Object message) {
        var unused = context.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    @Override
    public boolean isRequestComplete() {
        return requestComplete;
    }

    @Override
    public void beganToAnswer() {
        stopTimer();
    }

    @Override
    public void finish(Object last, boolean keepAlive) {
        current = null;
        if (!keepAlive) {
            closing = true;
            stopTimer();
            dropWaiting();
            var unused = context.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        write(last);
        limit(face.times().nextRequest());
        pull();
    }

    private void limit(Duration within) {
        stopTimer();
        timer = context.executor().schedule(this::close, within.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext own) {
        if (current != null && context.channel().isWritable()) {
            current.onWritable();
        }
        own.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext own) {
        gone();
        own.fireChannelInactive();
    }

    /** A broken connection is the client's affair. */
    @Override
    public void exceptionCaught(ChannelHandlerContext own, Throwable cause) {
        LOG.log(Level.DEBUG, "closed an HTTP connection", cause);
        close();
    }

    private void close() {
        gone();
        var unused = context.close();
    }

    private void gone() {
        closing = true;
        stopTimer();
        dropWaiting();
        HttpExchange ended = current;
        current = null;
        if (ended != null) {
            ended.onGone();
        }
    }

    private void dropWaiting() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }
}
