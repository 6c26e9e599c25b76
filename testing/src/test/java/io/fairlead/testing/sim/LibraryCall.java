package io.fairlead.testing.sim;

import io.fairlead.server.sim.ClientSide;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call as the client library makes it. It waits for its connection, and then goes over it as bytes. What its listener hears it hears
 * on the executor of the call, one thing at a time.
 */
final class LibraryCall<Q, A> extends ClientCall<Q, A> {
    private final LibraryChannel channel;
    private final ClientSide side;
    private final MethodDescriptor<Q, A> method;
    private final CallOptions options;
    private final Executor executor;
    private final List<ClientStreamTracer> tracers = new ArrayList<>();

    /** What the listener is still to hear. */
    private final Queue<Consumer<Listener<A>>> untold = new ArrayDeque<>();

    /** What was done before there was a connection. */
    private final List<Runnable> unsent = new ArrayList<>();

    private final Queue<byte[]> arrived = new ArrayDeque<>();
    private Metadata headers = new Metadata();
    private @Nullable Listener<A> listener;
    private @Nullable Link link;

    /** The call at the other side; touched there alone. */
    private @Nullable MemberCall<?, ?> remote;

    /** Messages that the client has asked for. */
    private int wanted;

    /** How the member ended the call; the messages before it come first. */
    private @Nullable Status ending;

    private boolean over;
    private boolean telling;

    LibraryCall(LibraryChannel channel, MethodDescriptor<Q, A> method, CallOptions options) {
        this.channel = channel;
        this.side = channel.side();
        this.method = method;
        this.options = options;
        Executor own = options.getExecutor();
        this.executor = own == null ? channel.executor() : own;
    }

    // What the client does.

    @Override
    public void start(Listener<A> responses, Metadata first) {
        listener = responses;
        headers = first;
        ClientStreamTracer.StreamInfo info = ClientStreamTracer.StreamInfo.newBuilder()
                .setCallOptions(options)
                .build();
        options.getStreamTracerFactories().forEach(factory -> tracers.add(factory.newClientStreamTracer(info, first)));
        Deadline deadline = options.getDeadline();
        if (deadline != null) {
            side.in(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)), this::outOfTime);
        }
        channel.connected(this);
    }

    private void outOfTime() {
        if (!over) {
            breakOff(Status.DEADLINE_EXCEEDED.withDescription("deadline exceeded in the simulated world"));
        }
    }

    @Override
    public void request(int messages) {
        wanted += messages;
        pump();
    }

    @Override
    public void sendMessage(Q message) {
        byte[] bytes = MemberCall.read(method.streamRequest(message));
        channel.tap().sent(method, message);
        send(() -> {
            if (remote != null) {
                remote.received(bytes);
            }
        });
    }

    @Override
    public void halfClose() {
        send(() -> {
            if (remote != null) {
                remote.halfClosed();
            }
        });
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
        if (!over) {
            breakOff(Status.CANCELLED.withDescription(message).withCause(cause));
        }
    }

    private void breakOff(Status why) {
        send(() -> {
            if (remote != null) {
                remote.clientLeft();
            }
        });
        end(why);
    }

    private void send(Runnable atMember) {
        if (over) {
            return;
        }
        if (link == null) {
            unsent.add(atMember);
        } else {
            link.there(atMember);
        }
    }

    // What its connection does.

    /** There is a connection. */
    void goOver(Link open) {
        if (over) {
            return;
        }
        link = open;
        tracers.forEach(ClientStreamTracer::outboundHeaders);
        open.there(() -> begin(open));
        unsent.forEach(open::there);
        unsent.clear();
    }

    private void begin(Link open) {
        ServerMethodDefinition<?, ?> there = open.door().method(method.getFullMethodName());
        if (there == null) {
            Status unknown = Status.UNIMPLEMENTED.withDescription("no method " + method.getFullMethodName());
            open.back(() -> ended(unknown, new Metadata()));
        } else {
            remote = MemberCall.begin(open, this, there, headers);
        }
    }

    /** There is none, or not any more. */
    void lost(String why) {
        if (!over) {
            end(Status.UNAVAILABLE.withDescription(why));
        }
    }

    void heardHeaders() {
        if (!over) {
            tracers.forEach(ClientStreamTracer::inboundHeaders);
            tell(told -> told.onHeaders(new Metadata()));
        }
    }

    void heard(byte[] message) {
        if (!over) {
            arrived.add(message);
            pump();
        }
    }

    void ended(Status status, Metadata trailers) {
        if (!over) {
            tracers.forEach(tracer -> tracer.inboundTrailers(trailers));
            ending = status;
            pump();
        }
    }

    private void pump() {
        while (!over && wanted > 0 && !arrived.isEmpty()) {
            wanted--;
            byte[] bytes = arrived.remove();
            A message = method.parseResponse(new ByteArrayInputStream(bytes));
            channel.tap().heard(method, message);
            tell(told -> told.onMessage(message));
            if (link != null) {
                link.there(() -> {
                    if (remote != null) {
                        remote.taken(bytes.length);
                    }
                });
            }
        }
        Status status = ending;
        if (!over && status != null && (arrived.isEmpty() || !status.isOk())) {
            end(status);
        }
    }

    private void end(Status status) {
        over = true;
        channel.over(this);
        tell(told -> told.onClose(status, new Metadata()));
    }

    private void tell(Consumer<Listener<A>> news) {
        untold.add(news);
        if (!telling) {
            telling = true;
            executor.execute(this::tellAll);
        }
    }

    private void tellAll() {
        Listener<A> told = listener;
        while (told != null && !untold.isEmpty()) {
            untold.remove().accept(told);
        }
        telling = false;
    }
}
