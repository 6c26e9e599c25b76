package io.fairlead.server.transport.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Receives the one answer of a call. */
final class OneAnswer<R> implements StreamObserver<R> {
    private final CompletableFuture<R> response;
    private final Runnable atEnd;
    private @Nullable R value;

    /** @param atEnd run before {@code response} completes, whichever way the call ends */
    OneAnswer(CompletableFuture<R> response, Runnable atEnd) {
        this.response = response;
        this.atEnd = atEnd;
    }

    @Override
    public void onNext(R answer) {
        value = answer;
    }

    @Override
    public void onError(Throwable cause) {
        atEnd.run();
        response.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
        atEnd.run();
        if (value == null) {
            response.completeExceptionally(
                    Status.INTERNAL.withDescription("no answer").asRuntimeException());
        } else {
            response.complete(value);
        }
    }
}
