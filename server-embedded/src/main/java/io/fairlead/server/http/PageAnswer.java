package io.fairlead.server.http;

import io.fairlead.api.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of HTTP/1.1.
 *
 * @param contentType empty where there is no body
 * @param headers beyond content type and length
 */
public record PageAnswer(int status, String contentType, Map<String, String> headers, Bytes body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    public PageAnswer {
        headers = Map.copyOf(headers);
    }

    public static PageAnswer text(int status, String text) {
        return new PageAnswer(status, TEXT, Map.of(), Bytes.utf8(text));
    }

    /** Without a body. */
    public static PageAnswer empty(int status) {
        return new PageAnswer(status, "", Map.of(), Bytes.empty());
    }

    public static PageAnswer json(int status, String json) {
        return new PageAnswer(status, "application/json", Map.of(), Bytes.utf8(json));
    }

    /** The same with one more header. */
    public PageAnswer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new PageAnswer(status, contentType, more, body);
    }

    public static PageAnswer notFound() {
        return text(404, "404 page not found\n");
    }

    /** For pages that can only be read. */
    public static PageAnswer getOnly() {
        return methodNotAllowed("GET");
    }

    /** For a method the page does not know; {@code methods} are those it does, as the header lists them. */
    public static PageAnswer methodNotAllowed(String methods) {
        return new PageAnswer(405, TEXT, Map.of("Allow", methods), Bytes.utf8("Method Not Allowed\n"));
    }
}
