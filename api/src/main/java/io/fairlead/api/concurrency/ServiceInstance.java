package io.fairlead.api.concurrency;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One place where a service is offered.
 *
 * @param id tells the instance from others of its service; the last part of its key. Whoever registers under an id that is
 *     taken takes its place
 * @param address where to reach it, as its users understand it; usually {@code host:port}
 * @param metadata what else its users should know, such as a version or a weight
 */
public record ServiceInstance(String id, String address, Map<String, String> metadata) {
    public ServiceInstance {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an instance has an id that is not empty");
        }
        if (address.isEmpty()) {
            throw new IllegalArgumentException("instance " + id + " has no address");
        }
        metadata = Map.copyOf(metadata);
    }

    /** An instance that is known by where it is. */
    public static ServiceInstance at(String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return at((bare ? "[" + host + "]" : host) + ":" + port);
    }

    /** An instance that is known by where it is. */
    public static ServiceInstance at(String address) {
        return new ServiceInstance(address, address, Map.of());
    }

    /** The same under another id. */
    public ServiceInstance withId(String newId) {
        return new ServiceInstance(newId, address, metadata);
    }

    /** The same, and this to be known of it. */
    public ServiceInstance with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(name, value);
        return new ServiceInstance(id, address, more);
    }
}
