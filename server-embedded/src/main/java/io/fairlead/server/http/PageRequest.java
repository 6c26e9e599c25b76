package io.fairlead.server.http;

import io.fairlead.api.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request of HTTP/1.1.
 *
 * @param path decoded, without the query
 * @param query decoded parameters; a name without a value has the empty string
 * @param headers names in lower case; of several of one name the first
 * @param body empty while only the head of the request is known
 */
public record PageRequest(
        String method, String path, Map<String, List<String>> query, Map<String, String> headers, Bytes body) {
    public PageRequest {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    public boolean isGet() {
        return method.equals("GET");
    }

    public boolean has(String parameter) {
        return query.containsKey(parameter);
    }

    /** All values of {@code parameter}; empty where there is none. */
    public List<String> values(String parameter) {
        return query.getOrDefault(parameter, List.of());
    }

    /** The header {@code name}, which is in lower case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The same request with its body. */
    public PageRequest withBody(Bytes whole) {
        return new PageRequest(method, path, query, headers, whole);
    }
}
