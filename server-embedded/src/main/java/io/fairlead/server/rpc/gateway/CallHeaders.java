package io.fairlead.server.rpc.gateway;

import io.fairlead.server.http.PageRequest;
import io.fairlead.server.rpc.inside.UnaryCalls;
import io.grpc.Metadata;
import java.util.Optional;

/**
 * What of a request's headers travels to the call: the token, and whether a leader is required. Nothing else does.
 */
final class CallHeaders {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";

    private CallHeaders() {}

    static Metadata of(PageRequest request) {
        Metadata metadata = token(request).map(UnaryCalls::withToken).orElseGet(Metadata::new);
        request.header("grpc-metadata-hasleader").ifPresent(value -> metadata.put(HAS_LEADER, value));
        return metadata;
    }

    /** {@code Authorization: TOKEN} as etcd takes it, {@code Bearer TOKEN} as later releases do too. */
    private static Optional<String> token(PageRequest request) {
        return request.header("authorization")
                .map(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        ? value.substring(BEARER.length()).strip()
                        : value)
                .or(() -> request.header("grpc-metadata-token"));
    }
}
