package io.fairlead.client.call;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/**
 * Notices whether a request left this process: gRPC tells when the headers were written, and a request without headers was
 * never sent. The converse does not hold, and need not: written is not received.
 */
final class SentTracer extends ClientStreamTracer.Factory {
    private volatile boolean sent;

    boolean wasSent() {
        return sent;
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
        };
    }
}
