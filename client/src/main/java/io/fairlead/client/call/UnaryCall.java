package io.fairlead.client.call;

import io.fairlead.client.endpoint.Endpoint;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One try at one endpoint. Completes with the answer, or with {@link TryFailed}. */
final class UnaryCall<Q, R> extends CompletableFuture<R> {
    /** A try that failed. */
    static final class TryFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        TryFailed(Failure failure) {
            super(failure.rpcError(), null, false, false);
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    private final Endpoint endpoint;
    private final long startNanos = System.nanoTime();
    private final SentTracer tracer = new SentTracer();
    private final ClientCall<Q, R> call;

    UnaryCall(Endpoint endpoint, MethodDescriptor<Q, R> method, long timeoutNanos) {
        this.endpoint = endpoint;
        this.call = endpoint.channel()
                .newCall(
                        method,
                        CallOptions.DEFAULT
                                .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS)
                                .withStreamTracerFactory(tracer));
    }

    void start(Q request, Optional<String> token) {
        call.start(new Answer(), CallHeaders.of(token, false));
        try {
            call.sendMessage(request);
            call.halfClose();
            // One more than the answer, so that a second message is noticed.
            call.request(2);
        } catch (RuntimeException e) {
            call.cancel("the request could not be written", e);
        }
    }

    void abort() {
        call.cancel("cancelled by the caller", null);
    }

    private final class Answer extends ClientCall.Listener<R> {
        private @Nullable R message;
        private boolean surplus;

        @Override
        public void onMessage(R received) {
            surplus = message != null;
            message = received;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            R received = message;
            if (!status.isOk()) {
                fail(status);
            } else if (received == null || surplus) {
                fail(Status.INTERNAL.withDescription("expected one message as the answer"));
            } else {
                endpoint.answered();
                complete(received);
            }
        }

        private void fail(Status status) {
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            Failure failure = Failure.of(endpoint.name(), status, tracer.wasSent(), took);
            if (RetryRule.blamesEndpoint(failure)) {
                endpoint.failed();
            } else if (failure.error().isPresent()) {
                endpoint.answered();
            }
            completeExceptionally(new TryFailed(failure));
        }
    }
}
