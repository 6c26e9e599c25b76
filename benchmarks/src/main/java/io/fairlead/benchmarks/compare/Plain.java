package io.fairlead.benchmarks.compare;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A channel to each member, for calls that are not part of a load. */
final class Plain implements AutoCloseable {
    private final List<ManagedChannel> channels = new ArrayList<>();

    Plain(List<String> endpoints) {
        for (String endpoint : endpoints) {
            channels.add(ManagedChannelBuilder.forTarget(endpoint)
                    .usePlaintext()
                    .maxInboundMessageSize(Integer.MAX_VALUE)
                    .build());
        }
    }

    ManagedChannel of(int member) {
        return channels.get(member);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        for (ManagedChannel channel : channels) {
            try {
                channel.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
