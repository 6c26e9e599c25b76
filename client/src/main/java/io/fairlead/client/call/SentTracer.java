package io.fairlead.client.call;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Notices whether a server can have begun with a request. gRPC tells when the headers were written, and a request without
 * headers was never sent. The converse does not hold, and need not: written is not received.
 *
 * <p>A stream that the server refused (HTTP/2's REFUSED_STREAM) was not begun either: that is what the code promises. gRPC
 * tells of it in the words of its own status alone, so those count only if nothing came from the server on that stream.
 */
final class SentTracer extends ClientStreamTracer.Factory {
    private static final String REFUSED = "HTTP/2 error code: REFUSED_STREAM";

    private volatile boolean sent;
    private volatile boolean heard;

    /** False if it is certain that no server began with the request, which ended so. */
    boolean mayHaveBegun(Status end) {
        return sent && !(isRefused(end.getDescription()) && !heard);
    }

    /** True once the headers were written. */
    boolean hasLeft() {
        return sent;
    }

    private static boolean isRefused(@Nullable String description) {
        return description != null && description.contains(REFUSED);
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void outboundHeaders() {
                sent = true;
            }

            @Override
            public void outboundWireSize(long bytes) {
                sent = true;
            }

            @Override
            public void inboundHeaders() {
                heard = true;
            }

            @Override
            public void inboundTrailers(Metadata trailers) {
                heard = true;
            }
        };
    }
}
