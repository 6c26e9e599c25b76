package io.fairlead.client.call;

import io.fairlead.api.call.CallTry;
import io.fairlead.client.endpoint.Endpoint;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One stream at one endpoint. Everything happens on the lane of its owner: methods are called there, events come there. So
 * nothing is sent on a stream that has ended, and no event overtakes another.
 *
 * <p>What is sent before the stream has its token waits for it. A stream has no deadline: its owner cancels it.
 *
 * @param <Q> what the client sends
 * @param <A> what the server sends
 */
public final class StreamCall<Q, A> {
    private final Endpoint endpoint;
    private final MethodDescriptor<Q, A> method;
    private final Lane lane;
    private final StreamEvents<? super A> events;
    private final long startNanos;
    private final SentTracer tracer = new SentTracer();
    private final Upkeep upkeep;
    private final Observers observers;

    /** What interceptors know the stream by; null if there are none. */
    private @Nullable CallTry seen;

    private boolean started;
    private boolean leaderRequired;
    private long messages;

    /** What waits for the token. */
    private final List<Q> unsent = new ArrayList<>();

    /** Messages asked for before there was a call to ask. */
    private int unasked;

    private boolean halfCloseAsked;
    private boolean ended;
    private @Nullable ClientCall<Q, A> call;

    /** Present once the stream has its token. */
    private @Nullable Answers answers;

    StreamCall(
            Endpoint endpoint,
            MethodDescriptor<Q, A> method,
            Lane lane,
            StreamEvents<? super A> events,
            Upkeep upkeep,
            Observers observers) {
        this.endpoint = endpoint;
        this.startNanos = endpoint.nanoTime();
        this.method = method;
        this.lane = lane;
        this.events = events;
        this.upkeep = upkeep;
        this.observers = observers;
    }

    /** Where the stream goes. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Opens the stream as soon as there is a token. */
    void open(TokenSource tokens, boolean requireLeader) {
        var unused = tokens.token()
                .whenComplete((token, thrown) -> lane.execute(() -> {
                    if (token != null) {
                        start(token, tokens, requireLeader);
                    } else {
                        end(failure(Status.UNAUTHENTICATED.withCause(thrown).withDescription(words(thrown))));
                    }
                }));
    }

    private static @Nullable String words(@Nullable Throwable thrown) {
        return thrown == null ? null : CallFuture.unwrap(thrown).getMessage();
    }

    private void start(Optional<String> token, TokenSource tokens, boolean requireLeader) {
        if (ended) {
            return;
        }
        ClientCall<Q, A> opened = endpoint.channel()
                .newCall(method, CallOptions.DEFAULT.withExecutor(lane).withStreamTracerFactory(tracer));
        call = opened;
        started = true;
        leaderRequired = requireLeader;
        Metadata headers = CallHeaders.of(token, requireLeader);
        seen = observers.begin(method.getFullMethodName(), 1, endpoint.name(), true, headers);
        Answers listener = new Answers(token, tokens);
        answers = listener;
        opened.start(listener, headers);
        unsent.forEach(opened::sendMessage);
        unsent.clear();
        if (halfCloseAsked) {
            opened.halfClose();
        }
        if (unasked > 0) {
            opened.request(unasked);
        }
    }

    /** Sends a message, unless the stream has ended. */
    public void send(Q message) {
        if (ended) {
            return;
        }
        if (call == null) {
            unsent.add(message);
        } else {
            call.sendMessage(message);
        }
    }

    /** True while what is sent leaves at once; what is sent at other times waits in memory. */
    public boolean isReady() {
        return call != null && call.isReady();
    }

    /** Asks for so many more messages. */
    public void request(int count) {
        if (ended) {
            return;
        }
        if (call == null) {
            unasked += count;
        } else {
            call.request(count);
        }
    }

    /** Nothing more will be sent. */
    public void halfClose() {
        if (ended || halfCloseAsked) {
            return;
        }
        halfCloseAsked = true;
        if (call != null) {
            call.halfClose();
        }
    }

    /** Ends the stream; {@link StreamEvents#onEnd} follows. */
    public void cancel(String why) {
        if (ended) {
            return;
        }
        if (call == null) {
            end(failure(Status.CANCELLED.withDescription(why)));
        } else {
            try {
                call.cancel(why, null);
            } catch (RejectedExecutionException closed) {
                // The client was closed, and the loop that carried the stream has ended before it.
                end(failure(Status.CANCELLED.withDescription(why)));
            }
        }
    }

    /**
     * The server said, on the stream, that its token does not do.
     *
     * @return true if another stream may have a better one
     */
    public boolean refuseToken() {
        return answers != null && answers.tokens.refused(answers.token);
    }

    /** True after the end. */
    public boolean hasEnded() {
        return ended;
    }

    private Failure failure(Status status) {
        Duration took = Duration.ofNanos(endpoint.nanoTime() - startNanos);
        return Failure.of(endpoint.name(), status, tracer.mayHaveBegun(status), leaderRequired, took);
    }

    private void end(Failure failure) {
        if (ended) {
            return;
        }
        ended = true;
        unsent.clear();
        if (started) {
            observers.streamEnded(seen, method.getFullMethodName(), failure, messages);
        }
        events.onEnd(failure);
    }

    private final class Answers extends ClientCall.Listener<A> {
        private final Optional<String> token;
        private final TokenSource tokens;

        Answers(Optional<String> token, TokenSource tokens) {
            this.token = token;
            this.tokens = tokens;
        }

        @Override
        public void onHeaders(Metadata headers) {
            if (!ended) {
                events.onOpen();
            }
        }

        @Override
        public void onMessage(A message) {
            if (!ended) {
                messages++;
                endpoint.answered();
                upkeep.answered(message, endpoint);
                events.onMessage(message);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            Failure failure = failure(status);
            if (RetryRule.blamesToken(failure)) {
                tokens.refused(token);
            } else if (status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.INTERNAL) {
                endpoint.failed(status.getCode() + ": " + status.getDescription());
                upkeep.leaderFailed(endpoint);
            }
            end(failure);
        }
    }
}
