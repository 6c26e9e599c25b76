package io.fairlead.server.rpc;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.http.StreamPage;
import io.fairlead.server.http.StreamReply;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpContent;
import io.grpc.netty.shaded.io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;
import java.util.concurrent.Executor;

/** A request whose body and answer flow at the same time. */
final class StreamExchange implements HttpExchange, StreamReply {
    private final Line line;
    private final Executor loop;
    private final HttpResponses responses;
    private final StreamPage.Listener page;
    private boolean started;
    private boolean ended;

    StreamExchange(Line line, Executor loop, PageRequest head, StreamPage page, HttpResponses responses) {
        this.line = line;
        this.loop = loop;
        this.responses = responses;
        this.page = page.open(head, this);
    }

    @Override
    public void onBody(ByteBuf part) {
        if (!ended) {
            page.onBody(HttpExchange.copy(part));
        }
    }

    @Override
    public void onBodyEnd() {
        if (!ended) {
            line.beganToAnswer();
            page.onBodyEnd();
        }
    }

    @Override
    public void onWritable() {
        if (!ended) {
            page.onReady();
        }
    }

    @Override
    public void onGone() {
        if (!ended) {
            ended = true;
            page.onGone();
        }
    }

    @Override
    public Executor executor() {
        return loop;
    }

    @Override
    public void readMore() {
        line.pull();
    }

    @Override
    public void start(int status, String contentType, Map<String, String> headers) {
        if (ended) {
            return;
        }
        Invariant.check(!started, "a reply began twice");
        started = true;
        line.beganToAnswer();
        line.write(responses.head(status, contentType, headers, goesOn()));
    }

    @Override
    public void write(Bytes part) {
        if (!ended) {
            line.write(new DefaultHttpContent(HttpResponses.buffer(part)));
        }
    }

    @Override
    public boolean isReady() {
        return line.isWritable();
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            line.finish(LastHttpContent.EMPTY_LAST_CONTENT, goesOn() && line.isRequestComplete());
        }
    }

    @Override
    public void answer(PageAnswer whole) {
        if (!ended) {
            Invariant.check(!started, "a reply that began can't be replaced");
            ended = true;
            boolean goOn = responses.keepAlive() && line.isRequestComplete();
            line.finish(responses.whole(whole, goOn), goOn);
        }
    }

    /** A body without chunks ends with the connection. */
    private boolean goesOn() {
        return responses.keepAlive() && responses.chunks();
    }
}
