package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.EtcdError;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of one call: a message that is refused ends the call, and nothing behind the door hears of it.
 *
 * <p>A member that has not applied yet what changed users or roles would refuse wrongly whoever was told of that change by
 * another one. So the first refusal of a call is looked at again when this member has applied what is committed by then; what
 * comes meanwhile waits.
 */
final class Door<Q> extends ServerCall.Listener<Q> {
    private final ServerCall<Q, ?> call;
    private final ServerCall.Listener<Q> behind;
    private final Function<MessageLite, Optional<EtcdError>> refusal;
    private final Supplier<Optional<CompletableFuture<?>>> catchUp;
    private final Executor executor;
    private boolean refused;

    /** Where everything goes from the first refusal on. */
    private @Nullable WaitingCall<Q> lookingAgain;

    /**
     * @param catchUp completes when this member has applied what is committed now; empty where the first refusal is the last word
     * @param executor where the call goes on then
     */
    Door(
            ServerCall<Q, ?> call,
            ServerCall.Listener<Q> behind,
            Function<MessageLite, Optional<EtcdError>> refusal,
            Supplier<Optional<CompletableFuture<?>>> catchUp,
            Executor executor) {
        this.call = call;
        this.behind = behind;
        this.refusal = refusal;
        this.catchUp = catchUp;
        this.executor = executor;
    }

    @Override
    public void onMessage(Q message) {
        WaitingCall<Q> again = lookingAgain;
        if (again != null) {
            again.onMessage(message);
            return;
        }
        if (refused) {
            return;
        }
        // What is no message of the wire stands for one that was too large, and is refused further in.
        Optional<EtcdError> error = message instanceof MessageLite request ? refusal.apply(request) : Optional.empty();
        if (error.isEmpty()) {
            behind.onMessage(message);
            return;
        }
        Optional<CompletableFuture<?>> caughtUp = catchUp.get();
        if (caughtUp.isPresent()) {
            lookAgain(message, caughtUp.get());
        } else {
            refused = true;
            call.close(ErrorMapper.toStatus(error.get()).getStatus(), new Metadata());
        }
    }

    private void lookAgain(Q message, CompletableFuture<?> caughtUp) {
        WaitingCall<Q> again = new WaitingCall<>();
        again.onMessage(message);
        lookingAgain = again;
        Door<Q> lastWord = new Door<>(call, behind, refusal, Optional::empty, executor);
        Context context = Context.current();
        var unused = caughtUp.whenCompleteAsync((applied, broken) -> context.run(() -> again.goOn(lastWord)), executor);
    }

    private ServerCall.Listener<Q> next() {
        return lookingAgain == null ? behind : lookingAgain;
    }

    @Override
    public void onHalfClose() {
        if (!refused) {
            next().onHalfClose();
        }
    }

    @Override
    public void onCancel() {
        next().onCancel();
    }

    @Override
    public void onComplete() {
        next().onComplete();
    }

    @Override
    public void onReady() {
        next().onReady();
    }
}
