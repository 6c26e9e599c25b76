package io.fairlead.client.endpoint;

import java.util.List;

/** Tells where the members are. Asked once, when the client is built. */
@FunctionalInterface
public interface EndpointSource {
    /** The endpoints, each as {@link EndpointAddress#parse} reads it; never empty. */
    List<String> endpoints();

    /** A list that never changes. */
    static EndpointSource of(List<String> endpoints) {
        List<String> fixed = List.copyOf(endpoints);
        return () -> fixed;
    }
}
