package io.fairlead.client.call;

import io.grpc.Metadata;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The headers that etcd reads, and those that interceptors add. */
final class CallHeaders {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    /** Not for interceptors: they decide what the server does. */
    private static final Set<String> OURS = Set.of("token", "authorization", "hasleader");

    private CallHeaders() {}

    /** @param requireLeader the member refuses with NO_LEADER, and ends streams with it, while it knows no leader */
    static Metadata of(Optional<String> token, boolean requireLeader) {
        Metadata headers = new Metadata();
        if (token.isPresent()) {
            headers.put(TOKEN, token.get());
        }
        if (requireLeader) {
            headers.put(HAS_LEADER, "true");
        }
        return headers;
    }

    /**
     * Adds what an interceptor wants.
     *
     * @throws IllegalArgumentException if a name cannot stand in a header
     */
    static void add(Metadata headers, Map<String, String> more) {
        more.forEach((name, value) -> {
            if (!OURS.contains(name)) {
                headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
            }
        });
    }
}
