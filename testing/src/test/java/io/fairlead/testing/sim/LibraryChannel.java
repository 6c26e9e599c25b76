package io.fairlead.testing.sim;

import io.fairlead.client.endpoint.EndpointAddress;
import io.fairlead.server.sim.ClientSide;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The way of one client to one address: a connection at a time, made when somebody wants it. */
final class LibraryChannel extends ManagedChannel {
    /** Where nobody answers at all. */
    private static final long CONNECT_NANOS_MAX = 2_000_000_000L;

    private final Internet internet;
    private final EndpointAddress address;
    private final Executor executor;
    private final Tap tap;

    /** Calls that have not ended, in the order in which they began. */
    private final List<LibraryCall<?, ?>> calls = new ArrayList<>();

    private @Nullable Link link;
    private boolean connecting;

    LibraryChannel(Internet internet, EndpointAddress address, Executor executor, Tap tap) {
        this.internet = internet;
        this.address = address;
        this.executor = executor;
        this.tap = tap;
    }

    ClientSide side() {
        return internet.side();
    }

    Executor executor() {
        return executor;
    }

    Tap tap() {
        return tap;
    }

    /** Lets the call go over the connection as soon as there is one. */
    void connected(LibraryCall<?, ?> call) {
        calls.add(call);
        if (link != null) {
            call.goOver(link);
        } else {
            connect();
        }
    }

    void over(LibraryCall<?, ?> call) {
        calls.remove(call);
    }

    private void connect() {
        if (connecting || link != null) {
            return;
        }
        connecting = true;
        side().in(2 * internet.transitNanos(), () -> {
            MemberDoor door = internet.at(address);
            if (door == null) {
                // Most machines say that nobody listens; some are not there.
                long later = internet.noticeNanos();
                side().in(Math.min(CONNECT_NANOS_MAX, later), () -> {
                    connecting = false;
                    loseAll("connection refused");
                });
                return;
            }
            connecting = false;
            Link open = new Link(internet, door, () -> {
                link = null;
                loseAll("connection lost");
            });
            link = open;
            List.copyOf(calls).forEach(call -> call.goOver(open));
        });
    }

    private void loseAll(String why) {
        List.copyOf(calls).forEach(call -> call.lost(why));
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
        return new LibraryCall<>(this, method, options);
    }

    @Override
    public String authority() {
        return address.target();
    }

    @Override
    public ConnectivityState getState(boolean requestConnection) {
        if (link != null) {
            return ConnectivityState.READY;
        }
        if (requestConnection) {
            connect();
        }
        return connecting ? ConnectivityState.CONNECTING : ConnectivityState.IDLE;
    }

    @Override
    public void resetConnectBackoff() {}

    @Override
    public ManagedChannel shutdown() {
        return this;
    }

    @Override
    public ManagedChannel shutdownNow() {
        loseAll("Channel shutdownNow invoked");
        return this;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
