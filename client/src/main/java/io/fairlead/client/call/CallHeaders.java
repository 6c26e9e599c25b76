package io.fairlead.client.call;

import io.grpc.Metadata;
import java.util.Optional;

/** The headers that etcd reads. */
final class CallHeaders {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private CallHeaders() {}

    /** @param requireLeader the member refuses with NO_LEADER, and ends streams with it, while it knows no leader */
    static Metadata of(Optional<String> token, boolean requireLeader) {
        Metadata headers = new Metadata();
        token.ifPresent(text -> headers.put(TOKEN, text));
        if (requireLeader) {
            headers.put(HAS_LEADER, "true");
        }
        return headers;
    }
}
