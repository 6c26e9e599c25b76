package io.fairlead.client.endpoint;

import io.grpc.Deadline;
import io.grpc.ManagedChannel;

/** Opens channels; the channels are closed by who asked for them. */
public interface Channels {
    /** A channel that connects on its first call. */
    ManagedChannel open(EndpointAddress address);

    /** What the deadlines of calls on these channels are measured with. */
    default Deadline.Ticker ticker() {
        return Deadline.getSystemTicker();
    }

    /** How a member is reached whose endpoint names no scheme. */
    default EndpointAddress.Scheme bare() {
        return EndpointAddress.Scheme.PLAINTEXT;
    }
}
