package io.fairlead.server.rpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ServerCall;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that is not begun yet: keeps what happens to it until it goes on. gRPC shows no more than one message before the call
 * is begun and asks for it, so little is kept.
 */
final class WaitingCall<Q> extends ServerCall.Listener<Q> {
    @GuardedBy("this")
    private final Queue<Consumer<ServerCall.Listener<Q>>> kept = new ArrayDeque<>();

    @GuardedBy("this")
    private ServerCall.@Nullable Listener<Q> begun;

    /** Begins the call. What happened is told now, what happens next passes straight through. */
    synchronized void goOn(ServerCall.Listener<Q> listener) {
        begun = listener;
        for (Consumer<ServerCall.Listener<Q>> event = kept.poll(); event != null; event = kept.poll()) {
            event.accept(listener);
        }
    }

    @Override
    public void onMessage(Q message) {
        pass(listener -> listener.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        pass(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void onCancel() {
        pass(ServerCall.Listener::onCancel);
    }

    @Override
    public void onComplete() {
        pass(ServerCall.Listener::onComplete);
    }

    @Override
    public void onReady() {
        pass(ServerCall.Listener::onReady);
    }

    /** Under the lock also later on: gRPC tells one thing after the other, so nobody ever waits for it but at the beginning. */
    private synchronized void pass(Consumer<ServerCall.Listener<Q>> event) {
        ServerCall.Listener<Q> listener = begun;
        if (listener == null) {
            kept.add(event);
        } else {
            event.accept(listener);
        }
    }
}
