package io.fairlead.server.http;

import io.fairlead.api.Bytes;
import java.util.List;
import java.util.Map;

/**
 * A request of HTTP/1.1.
 *
 * @param path decoded, without the query
 * @param query decoded parameters; a name without a value has the empty string
 */
public record PageRequest(String method, String path, Map<String, List<String>> query, Bytes body) {
    public PageRequest {
        query = Map.copyOf(query);
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
}
