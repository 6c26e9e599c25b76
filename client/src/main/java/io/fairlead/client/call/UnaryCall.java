package io.fairlead.client.call;

import io.fairlead.client.endpoint.Endpoint;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One try at one endpoint. */
final class UnaryCall<Q, A> {
    /** Who waits for the end of a try; called once. */
    interface End<A> {
        void answered(A answer, long tookNanos);

        void failed(Failure failure);
    }

    private final Endpoint endpoint;
    private final End<? super A> end;
    private final long startNanos;
    private final SentTracer tracer = new SentTracer();
    private final ClientCall<Q, A> call;

    /** Written before the call starts. */
    private boolean leaderRequired;

    /** Guarded by this. */
    private boolean started;

    /** Guarded by this. */
    private boolean aborted;

    UnaryCall(Endpoint endpoint, MethodDescriptor<Q, A> method, long timeoutNanos, End<? super A> end) {
        this.endpoint = endpoint;
        this.startNanos = endpoint.nanoTime();
        this.end = end;
        this.call = endpoint.channel()
                .newCall(
                        method,
                        CallOptions.DEFAULT
                                .withDeadline(endpoint.deadline(timeoutNanos))
                                .withStreamTracerFactory(tracer));
    }

    /** @param requireLeader as the headers say */
    void start(Q request, Metadata headers, boolean requireLeader) {
        leaderRequired = requireLeader;
        synchronized (this) {
            if (aborted) {
                return;
            }
            started = true;
            call.start(new Answer(), headers);
        }
        try {
            call.sendMessage(request);
            call.halfClose();
            // One more than the answer, so that a second message is noticed.
            call.request(2);
        } catch (RuntimeException e) {
            call.cancel("the request could not be written", e);
        }
    }

    /** Breaks the try off for somebody who does not wait for it any more; one that has not started never will. */
    synchronized void abort() {
        aborted = true;
        if (started) {
            call.cancel("cancelled by the caller", null);
        }
    }

    /** Breaks the try off, unless it has left: then another endpoint can have it without harm. */
    void abortUnlessSent() {
        if (!tracer.hasLeft()) {
            call.cancel("no connection in time", null);
        }
    }

    private final class Answer extends ClientCall.Listener<A> {
        private @Nullable A message;
        private boolean surplus;

        @Override
        public void onMessage(A received) {
            surplus = message != null;
            message = received;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            A received = message;
            if (!status.isOk()) {
                fail(status);
            } else if (received == null || surplus) {
                fail(Status.INTERNAL.withDescription("expected one message as the answer"));
            } else {
                long took = endpoint.nanoTime() - startNanos;
                end.answered(received, took);
            }
        }

        private void fail(Status status) {
            Duration took = Duration.ofNanos(endpoint.nanoTime() - startNanos);
            Failure failure = Failure.of(endpoint.name(), status, tracer.mayHaveBegun(status), leaderRequired, took);
            end.failed(failure);
        }
    }
}
