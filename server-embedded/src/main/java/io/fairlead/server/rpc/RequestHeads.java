package io.fairlead.server.rpc;

import io.fairlead.api.Bytes;
import io.fairlead.server.http.PageRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** From Netty's request to ours. */
final class RequestHeads {
    private RequestHeads() {}

    /** The head of {@code request}; empty if its target can't be decoded. */
    static Optional<PageRequest> read(HttpRequest request) {
        try {
            QueryStringDecoder target = new QueryStringDecoder(request.uri());
            return Optional.of(new PageRequest(
                    request.method().name(), target.path(), target.parameters(), headers(request), Bytes.empty()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> headers(HttpRequest request) {
        Map<String, String> headers = new TreeMap<>();
        request.headers()
                .forEach(header -> headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return headers;
    }
}
