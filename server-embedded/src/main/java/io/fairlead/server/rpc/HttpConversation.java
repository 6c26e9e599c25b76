package io.fairlead.server.rpc;

import io.fairlead.api.Bytes;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpUtil;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The requests of one HTTP/1.1 connection, answered one after the other. On the connection's event loop. */
final class HttpConversation extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final System.Logger LOG = System.getLogger(HttpConversation.class.getName());

    /** How many requests a client may send without waiting for answers. */
    private static final int PIPELINED_MAX = 16;

    private final List<HttpPage> pages;
    private final HttpTimes times;
    private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
    private boolean answering;
    private @Nullable Future<?> timer;

    /** A request read in full. */
    private record Asked(CompletableFuture<PageRequest> request, boolean keepAlive) {}

    HttpConversation(List<HttpPage> pages, HttpTimes times) {
        this.pages = pages;
        this.times = times;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        expectRequest(context, times.firstRequest());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stopTimer();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (waiting.size() >= PIPELINED_MAX) {
            close(context);
            return;
        }
        waiting.add(new Asked(read(request), HttpUtil.isKeepAlive(request)));
        answerNext(context);
    }

    private static CompletableFuture<PageRequest> read(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return CompletableFuture.failedFuture(request.decoderResult().cause());
        }
        try {
            QueryStringDecoder target = new QueryStringDecoder(request.uri());
            return CompletableFuture.completedFuture(new PageRequest(
                    request.method().name(),
                    target.path(),
                    target.parameters(),
                    Bytes.unsafeWrap(ByteBufUtil.getBytes(request.content()))));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void answerNext(ChannelHandlerContext context) {
        if (answering) {
            return;
        }
        Asked asked = waiting.poll();
        if (asked == null) {
            return;
        }
        answering = true;
        stopTimer();
        boolean malformed = asked.request().isCompletedExceptionally();
        var unused = asked.request()
                .thenCompose(this::page)
                .exceptionally(cause -> {
                    if (malformed) {
                        return PageAnswer.text(400, "400 Bad Request\n");
                    }
                    LOG.log(Level.ERROR, "a page failed", cause);
                    return PageAnswer.text(500, "500 Internal Server Error\n");
                })
                .thenAcceptAsync(answer -> write(context, answer, asked.keepAlive() && !malformed), context.executor());
    }

    private CompletableFuture<PageAnswer> page(PageRequest request) {
        for (HttpPage page : pages) {
            if (page.serves(request.path())) {
                return page.answer(request);
            }
        }
        return CompletableFuture.completedFuture(PageAnswer.notFound());
    }

    private void write(ChannelHandlerContext context, PageAnswer answer, boolean keepAlive) {
        Bytes body = answer.body();
        ByteBuf content = Unpooled.wrappedBuffer(body.unsafeArray(), body.unsafeOffset(), body.size());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set("X-Content-Type-Options", "nosniff")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.size());
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        answering = false;
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            waiting.clear();
            var unused = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        var unused = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        expectRequest(context, times.nextRequest());
        answerNext(context);
    }

    private void expectRequest(ChannelHandlerContext context, Duration within) {
        stopTimer();
        timer = context.executor().schedule(() -> close(context), within.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** A broken connection is the client's affair. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(Level.DEBUG, "closed an HTTP connection", cause);
        close(context);
    }

    private static void close(ChannelHandlerContext context) {
        var unused = context.close();
    }
}
