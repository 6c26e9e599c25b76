package io.fairlead.cli.wire;

import com.google.protobuf.MessageLite;
import io.fairlead.cli.shell.CommandFailure;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The connections of one command. Each is made when it is first needed; endpoints are tried in the order given.
 *
 * <p>A question ({@link #ask}) may be put to one endpoint after the other until one answers. A change ({@link #change})
 * is sent once, to the first endpoint with a working connection: if that one falls silent nobody knows whether it took
 * effect, so the failure is told instead of trying again. Nothing waits longer than the command's timeout.
 */
public final class Connections implements AutoCloseable {
    /** The largest request that is sent; the limit of etcd's own client. */
    private static final int REQUEST_SIZE_MAX = 2 * 1024 * 1024;

    /** How long to wait, after all endpoints have failed, before the next round. */
    private static final Duration ROUND_PAUSE = Duration.ofMillis(100);

    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(200);

    private final List<Endpoint> endpoints;
    private final Patience patience;
    private final ChannelFactory factory;
    private final Consumer<String> trace;
    private final Tokens tokens;
    private final Map<Endpoint, ManagedChannel> channels = new LinkedHashMap<>();

    /**
     * Connections to {@code endpoints}; none is made yet.
     *
     * @param login who we are; empty for nobody
     * @param trace is told what is tried and why it failed
     */
    public Connections(
            List<Endpoint> endpoints,
            Patience patience,
            Optional<Login> login,
            ChannelFactory factory,
            Consumer<String> trace) {
        this.endpoints = List.copyOf(endpoints);
        this.patience = patience;
        this.factory = factory;
        this.tokens = new Tokens(login);
        this.trace = trace;
    }

    /** The endpoints, in the order in which they are tried. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * Asks whichever endpoint answers. For requests that change nothing.
     *
     * @throws CommandFailure if the cluster refuses, or none answers in time
     */
    public <Q extends MessageLite, R> R ask(MethodDescriptor<Q, R> method, Q request) {
        return callAny(method, request, true);
    }

    /**
     * Sends a change to the first endpoint with a working connection, once.
     *
     * @throws CommandFailure if the cluster refuses, or nothing answers in time; the change may then have happened
     */
    public <Q extends MessageLite, R> R change(MethodDescriptor<Q, R> method, Q request) {
        return callAny(method, request, false);
    }

    /**
     * Calls one endpoint and no other. Safe to call from several threads at once.
     *
     * @throws CommandFailure if it refuses, or doesn't answer in time
     */
    public <Q extends MessageLite, R> R callAt(Endpoint endpoint, MethodDescriptor<Q, R> method, Q request) {
        Deadline deadline = deadline(patience.command());
        while (!awaitReady(endpoint, deadline, deadline)) {
            pauseOrGiveUp(deadline);
        }
        try {
            return send(endpoint, method, request, deadline);
        } catch (StatusRuntimeException e) {
            throw Refusals.failure(e);
        }
    }

    /**
     * Opens a stream in both directions, to the first endpoint with a working connection. It lasts until it is closed.
     *
     * @throws CommandFailure if there is no connection in time
     */
    public <Q, R> Conversation<Q, R> open(MethodDescriptor<Q, R> method) {
        Deadline deadline = deadline(patience.command());
        while (true) {
            for (Endpoint endpoint : endpoints) {
                if (awaitReady(endpoint, dial(deadline), deadline)) {
                    try {
                        Channel channel = tokens.on(endpoint, channel(endpoint), deadline);
                        return new Conversation<>(
                                ClientCalls.blockingBidiStreamingCall(channel, method, CallOptions.DEFAULT));
                    } catch (StatusRuntimeException e) {
                        trace.accept(endpoint.text() + ": " + e.getStatus());
                    }
                }
            }
            pauseOrGiveUp(deadline);
        }
    }

    private <Q extends MessageLite, R> R callAny(MethodDescriptor<Q, R> method, Q request, boolean mayRepeat) {
        if (endpoints.isEmpty()) {
            throw CommandFailure.error("etcdclient: no available endpoints");
        }
        Deadline deadline = deadline(patience.command());
        while (true) {
            for (Endpoint endpoint : endpoints) {
                if (!awaitReady(endpoint, dial(deadline), deadline)) {
                    continue;
                }
                try {
                    return send(endpoint, method, request, deadline);
                } catch (StatusRuntimeException e) {
                    trace.accept(endpoint.text() + ": " + e.getStatus());
                    if (!mayRepeat || e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                        throw Refusals.failure(e);
                    }
                }
            }
            pauseOrGiveUp(deadline);
        }
    }

    /** Until when to wait for one connection, where another endpoint could be tried instead. */
    private Deadline dial(Deadline deadline) {
        return endpoints.size() == 1 ? deadline : deadline.minimum(deadline(patience.dial()));
    }

    private <Q extends MessageLite, R> R send(
            Endpoint endpoint, MethodDescriptor<Q, R> method, Q request, Deadline deadline) {
        int size = request.getSerializedSize();
        if (size > REQUEST_SIZE_MAX) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription(
                            "trying to send message larger than max (" + size + " vs. " + REQUEST_SIZE_MAX + ")")
                    .asRuntimeException();
        }
        Channel channel = tokens.on(endpoint, channel(endpoint), deadline);
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT.withDeadline(deadline), request);
    }

    /**
     * Waits for a connection. Nothing of a request has left before it is there, which is why a change may still go
     * elsewhere when this says no.
     *
     * @return false if the connection failed, or isn't there at the end of {@code dial}
     */
    private boolean awaitReady(Endpoint endpoint, Deadline dial, Deadline deadline) {
        ManagedChannel channel = channel(endpoint);
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
        boolean wasTried = false;
        while (state != ConnectivityState.READY) {
            if (state == ConnectivityState.TRANSIENT_FAILURE && wasTried) {
                trace.accept(endpoint.text() + ": connection failed");
                return false;
            }
            wasTried |= state != ConnectivityState.TRANSIENT_FAILURE;
            CountDownLatch changed = new CountDownLatch(1);
            channel.notifyWhenStateChanged(state, changed::countDown);
            if (!await(changed, dial)) {
                if (deadline.isExpired()) {
                    throw CommandFailure.error(Refusals.DEADLINE_EXCEEDED);
                }
                return false;
            }
            state = channel.getState(true);
        }
        return true;
    }

    private static boolean await(CountDownLatch latch, Deadline deadline) {
        try {
            return latch.await(deadline.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.error("context canceled");
        }
    }

    private static void pauseOrGiveUp(Deadline deadline) {
        await(new CountDownLatch(1), deadline.minimum(deadline(ROUND_PAUSE)));
        if (deadline.isExpired()) {
            throw CommandFailure.error(Refusals.DEADLINE_EXCEEDED);
        }
    }

    private static Deadline deadline(Duration length) {
        return Deadline.after(length.toNanos(), TimeUnit.NANOSECONDS);
    }

    private ManagedChannel channel(Endpoint endpoint) {
        synchronized (channels) {
            return channels.computeIfAbsent(endpoint, wanted -> factory.open(wanted, patience));
        }
    }

    /** Closes the channels, and waits a moment for their ends, so that nothing uses the event loops after them. */
    @Override
    public void close() {
        synchronized (channels) {
            channels.values().forEach(ManagedChannel::shutdownNow);
            try {
                for (ManagedChannel channel : channels.values()) {
                    channel.awaitTermination(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            channels.clear();
        }
    }
}
