package io.fairlead.client;

import io.fairlead.client.endpoint.EndpointAddress;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A place for a client that is not this process: with its own ways to members, and its own time and chance.
 *
 * @param opening makes channels
 * @param ticker of the same time as {@code nanoTime}
 */
public record ClientPlace(
        Function<EndpointAddress, ManagedChannel> opening,
        Deadline.Ticker ticker,
        Executor executor,
        ScheduledExecutorService timer,
        LongSupplier nanoTime,
        DoubleSupplier random,
        LongSupplier leaseIds)
        implements Surroundings {
    /** A client at this place. */
    public FairleadClient client(FairleadClient.Builder builder) {
        return builder.build(config -> this);
    }

    @Override
    public ManagedChannel open(EndpointAddress address) {
        return opening.apply(address);
    }

    @Override
    public Executor ownThreads() {
        return executor;
    }

    @Override
    public void close() {}
}
