package io.fairlead.cli.wire;

import io.grpc.ManagedChannel;

/** Opens the channel to one endpoint. */
@FunctionalInterface
public interface ChannelFactory {
    /** A channel to {@code endpoint} that isn't connected yet; the caller shuts it down. */
    ManagedChannel open(Endpoint endpoint, Patience patience);
}
