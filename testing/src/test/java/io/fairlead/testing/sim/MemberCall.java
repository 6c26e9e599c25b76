package io.fairlead.testing.sim;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A call as its member sees it; everything happens inside the member's life. */
final class MemberCall<Q, P> extends ServerCall<Q, P> {
    /** Below this the call is ready for more, as gRPC's is. */
    private static final int WINDOW_BYTES = 32 * 1024;

    private final Link link;
    private final LibraryCall<?, ?> client;
    private final MethodDescriptor<Q, P> method;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private @Nullable Listener<Q> listener;

    /** Messages that the service has asked for. */
    private int wanted;

    /** Sent and not yet taken by the client. */
    private long untakenBytes;

    private boolean clientIsThrough;
    private boolean toldSo;
    private boolean pumping;
    private boolean headersSent;
    private boolean closed;
    private boolean cancelled;

    private MemberCall(Link link, LibraryCall<?, ?> client, MethodDescriptor<Q, P> method) {
        this.link = link;
        this.client = client;
        this.method = method;
    }

    /** Begins with a call; null where there is no such method. */
    static <Q, P> MemberCall<Q, P> begin(
            Link link, LibraryCall<?, ?> client, ServerMethodDefinition<Q, P> method, Metadata headers) {
        MemberCall<Q, P> call = new MemberCall<>(link, client, method.getMethodDescriptor());
        link.begun(call);
        Listener<Q> begun = method.getServerCallHandler().startCall(call, headers);
        call.listener = begun;
        call.onLoop(begun::onReady);
        call.pump();
        return call;
    }

    private void onLoop(Runnable task) {
        link.door().nearest().execute(() -> {
            if (!cancelled) {
                task.run();
            }
        });
    }

    // What the service does.

    @Override
    public void request(int messages) {
        wanted += messages;
        pump();
    }

    @Override
    public void sendHeaders(Metadata headers) {
        if (headersSent || closed) {
            throw new IllegalStateException("headers after headers, or after the end");
        }
        headersSent = true;
        link.back(client::heardHeaders);
    }

    @Override
    public void sendMessage(P message) {
        if (!headersSent || closed) {
            throw new IllegalStateException("a message before the headers, or after the end");
        }
        if (!cancelled) {
            byte[] bytes = read(method.streamResponse(message));
            untakenBytes += bytes.length;
            link.back(() -> client.heard(bytes));
        }
    }

    @Override
    public boolean isReady() {
        return !closed && !cancelled && untakenBytes < WINDOW_BYTES;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (closed) {
            throw new IllegalStateException("the end after the end");
        }
        closed = true;
        link.over(this);
        if (!cancelled) {
            link.back(() -> client.ended(status, trailers));
            Listener<Q> told = listener;
            if (told != null) {
                onLoop(told::onComplete);
            }
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public MethodDescriptor<Q, P> getMethodDescriptor() {
        return method;
    }

    @Override
    public Attributes getAttributes() {
        return Attributes.EMPTY;
    }

    // What the client does.

    void received(byte[] message) {
        waiting.add(message);
        pump();
    }

    void halfClosed() {
        clientIsThrough = true;
        pump();
    }

    void taken(int bytes) {
        boolean wasReady = isReady();
        untakenBytes -= bytes;
        if (!wasReady && isReady() && listener != null) {
            listener.onReady();
        }
    }

    /** The client broke the call off, or its connection is gone. */
    void clientLeft() {
        if (closed || cancelled) {
            return;
        }
        cancelled = true;
        link.over(this);
        if (listener != null) {
            listener.onCancel();
        }
    }

    private void pump() {
        Listener<Q> to = listener;
        if (to == null || pumping) {
            return;
        }
        pumping = true;
        while (!closed && !cancelled && wanted > 0 && !waiting.isEmpty()) {
            wanted--;
            to.onMessage(method.parseRequest(new ByteArrayInputStream(waiting.remove())));
        }
        if (!closed && !cancelled && waiting.isEmpty() && clientIsThrough && !toldSo) {
            toldSo = true;
            to.onHalfClose();
        }
        pumping = false;
    }

    static byte[] read(InputStream message) {
        try (message) {
            return message.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("a message in memory can't be read", e);
        }
    }
}
