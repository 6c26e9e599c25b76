package io.fairlead.server.rpc;

import io.fairlead.api.Bytes;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A request that is read to its end, then answered in one piece. */
final class PageExchange implements HttpExchange {
    private static final System.Logger LOG = System.getLogger(PageExchange.class.getName());

    private final Line line;
    private final Executor loop;
    private final PageRequest head;
    private final HttpPage page;
    private final HttpResponses responses;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean refused;
    private @Nullable CompletableFuture<PageAnswer> promise;

    PageExchange(Line line, Executor loop, PageRequest head, HttpPage page, HttpResponses responses) {
        this.line = line;
        this.loop = loop;
        this.head = head;
        this.page = page;
        this.responses = responses;
    }

    @Override
    public void onBody(ByteBuf part) {
        if (refused) {
            return;
        }
        if (body.size() + part.readableBytes() > page.bodyBytesMax()) {
            refused = true;
            line.finish(responses.whole(tooLarge(), false), false);
            return;
        }
        Bytes bytes = HttpExchange.copy(part);
        body.write(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
        line.pull();
    }

    /** How a body that is too long is answered. */
    static PageAnswer tooLarge() {
        return PageAnswer.empty(413);
    }

    @Override
    public void onBodyEnd() {
        if (refused) {
            return;
        }
        line.beganToAnswer();
        CompletableFuture<PageAnswer> answer = page.answer(head.withBody(Bytes.unsafeWrap(body.toByteArray())));
        promise = answer;
        body.reset();
        var unused = answer.exceptionally(cause -> {
                    if (!answer.isCancelled()) {
                        LOG.log(Level.ERROR, "a page failed", cause);
                    }
                    return PageAnswer.text(500, "500 Internal Server Error\n");
                })
                .thenAcceptAsync(this::write, loop);
    }

    private void write(PageAnswer answer) {
        line.finish(responses.whole(answer, responses.keepAlive()), responses.keepAlive());
    }

    @Override
    public void onWritable() {
        // One piece: there is nothing to hold back.
    }

    @Override
    public void onGone() {
        if (promise != null) {
            promise.cancel(false);
        }
    }
}
