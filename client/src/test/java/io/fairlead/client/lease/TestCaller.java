package io.fairlead.client.lease;

import io.fairlead.client.call.Caller;
import io.fairlead.client.call.CallsUnderWay;
import io.fairlead.client.call.Observers;
import io.fairlead.client.call.TokenSource;
import io.fairlead.client.call.Upkeep;
import io.fairlead.client.endpoint.EndpointEvents;
import io.fairlead.client.endpoint.EndpointSource;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.endpoint.LeaderView;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** Calls to members in this JVM, in the thread that makes them. */
final class TestCaller {
    private TestCaller() {}

    static Endpoints endpoints(LongSupplier nanoTime, FakeLessor... members) {
        return new Endpoints(
                EndpointSource.of(
                        List.of(members).stream().map(FakeLessor::endpoint).toList()),
                address -> InProcessChannelBuilder.forName(address.target())
                        .directExecutor()
                        .build(),
                nanoTime);
    }

    static Caller of(Endpoints endpoints, ScheduledExecutorService timer, Duration deadline) {
        return of(endpoints, timer, Runnable::run, deadline);
    }

    /** With futures and receivers on an executor. */
    static Caller of(Endpoints endpoints, ScheduledExecutorService timer, Executor executor, Duration deadline) {
        return new Caller(
                new Caller.Context(
                        endpoints,
                        new LeaderView(EndpointEvents.NONE),
                        timer,
                        executor,
                        1 << 20,
                        new CallsUnderWay(),
                        Upkeep.NONE,
                        Observers.NONE,
                        () -> 0.5),
                TokenSource.NONE,
                deadline);
    }
}
