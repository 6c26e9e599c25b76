package io.fairlead.client.endpoint;

import io.grpc.ManagedChannel;

/** Opens channels; the channels are closed by who asked for them. */
public interface Channels {
    /** A channel that connects on its first call. */
    ManagedChannel open(EndpointAddress address);

    /** How a member is reached whose endpoint names no scheme. */
    default EndpointAddress.Scheme bare() {
        return EndpointAddress.Scheme.PLAINTEXT;
    }
}
