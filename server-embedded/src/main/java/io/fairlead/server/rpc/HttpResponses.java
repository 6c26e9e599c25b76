package io.fairlead.server.rpc;

import io.fairlead.api.Bytes;
import io.fairlead.server.http.PageAnswer;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the responses of one exchange.
 *
 * @param allowedOrigin what {@code Access-Control-Allow-Origin} says, if anything
 * @param keepAlive whether the client wants to go on with the connection
 * @param chunks whether the client can read a body in chunks; others read to the end of the connection
 */
record HttpResponses(Optional<String> allowedOrigin, boolean keepAlive, boolean chunks) {
    private static final int STATUS_NO_CONTENT = 204;

    /** The whole of {@code answer}. */
    FullHttpResponse whole(PageAnswer answer, boolean goOn) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), buffer(answer.body()));
        HttpHeaders headers = response.headers();
        if (answer.status() != STATUS_NO_CONTENT) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().size());
        }
        fill(headers, answer.contentType(), answer.headers());
        if (!goOn) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }

    /** The head of a response whose body comes in parts. */
    HttpResponse head(int status, String contentType, Map<String, String> more, boolean goOn) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        fill(response.headers(), contentType, more);
        if (chunks) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (!goOn) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return response;
    }

    private void fill(HttpHeaders headers, String contentType, Map<String, String> more) {
        if (!contentType.isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        headers.set("X-Content-Type-Options", "nosniff");
        allowedOrigin.ifPresent(origin -> headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS, PUT, DELETE")
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type, authorization"));
        more.forEach(headers::set);
    }

    static ByteBuf buffer(Bytes body) {
        return Unpooled.wrappedBuffer(body.unsafeArray(), body.unsafeOffset(), body.size());
    }
}
