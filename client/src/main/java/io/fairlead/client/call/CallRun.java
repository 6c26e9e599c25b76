package io.fairlead.client.call;

import com.google.protobuf.MessageLite;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.fairlead.api.Attempt;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.error.Outcome;
import io.fairlead.client.endpoint.Endpoint;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One call from its first try to its end.
 *
 * <p>The first try costs no more than the call itself; only after it failed in a way that allows another does Failsafe take
 * over, with growing pauses, until the deadline.
 *
 * <p>Tries follow each other, so at any moment one thread drives the run; what the next one reads is guarded by this all the
 * same, because it is another thread.
 */
final class CallRun<Q extends MessageLite, A, R> {
    private static final Duration PAUSE_MIN = Duration.ofMillis(20);
    private static final Duration PAUSE_MAX = Duration.ofMillis(500);
    private static final double PAUSE_JITTER = 0.25;

    /** An answer and where it came from. */
    private record Answered<A>(A message, Endpoint endpoint) {}

    private final Caller.Context context;
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final Effect effect;
    private final Target target;
    private final BiFunction<? super A, ? super Endpoint, ? extends R> result;
    private final CallFuture<R> future;
    private final long deadlineNanos;
    private final long timeoutNanos;

    /** Every failed try in order; guarded by this. */
    private final List<Attempt> attempts = new ArrayList<>();

    /** Endpoints of this round; emptied when all were tried. Guarded by this. */
    private final Set<Endpoint> tried = new HashSet<>();

    /** Guarded by this. */
    private int tries;

    /** True from before a try may leave this process until its end is known; guarded by this. */
    private boolean trying;

    /** Last failure; guarded by this. */
    private @Nullable Failure last;

    CallRun(
            Caller.Context context,
            Duration timeout,
            MethodDescriptor<Q, A> method,
            Q request,
            Effect effect,
            Target target,
            BiFunction<? super A, ? super Endpoint, ? extends R> result) {
        this.context = context;
        this.method = method;
        this.request = request;
        this.effect = effect;
        this.target = target;
        this.result = result;
        this.future = new CallFuture<>(effect);
        this.timeoutNanos = timeout.toNanos();
        this.deadlineNanos = System.nanoTime() + timeoutNanos;
        CompletionStage<R> ignored =
                future.whenComplete((value, thrown) -> context.underWay().remove(this));
    }

    CallFuture<R> future() {
        return future;
    }

    void start() {
        int size = request.getSerializedSize();
        if (size > context.maxRequestBytes()) {
            Status status = Status.RESOURCE_EXHAUSTED.withDescription(
                    "trying to send message larger than max (" + size + " vs. " + context.maxRequestBytes() + ")");
            Failure failure = Failure.of("", status, false, Duration.ZERO);
            future.completeExceptionally(
                    new UnexpectedStatusException(failure.rpcError(), Outcome.NOT_APPLIED, List.of(), null));
            return;
        }
        if (!context.underWay().add(this)) {
            future.completeExceptionally(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
            return;
        }
        future.follow(attempt(), (answered, thrown) -> {
            if (answered != null) {
                succeed(answered);
            } else if (mayRetry(thrown)) {
                retry(thrown);
            } else {
                fail(thrown);
            }
        });
    }

    /** Tries again, and again, with growing pauses. */
    private void retry(@Nullable Throwable first) {
        Duration remaining = Duration.ofNanos(remainingNanos());
        if (remaining.compareTo(PAUSE_MIN.multipliedBy(2)) < 0) {
            fail(first);
            return;
        }
        RetryPolicy<Answered<A>> policy = RetryPolicy.<Answered<A>>builder()
                .handleIf(this::mayRetry)
                .withBackoff(PAUSE_MIN, PAUSE_MAX)
                .withJitter(PAUSE_JITTER)
                .withMaxRetries(-1)
                .withMaxDuration(remaining)
                .build();
        try {
            future.follow(
                    Failsafe.with(policy).with(context.timer()).getStageAsync(this::attempt), (answered, thrown) -> {
                        if (answered != null) {
                            succeed(answered);
                        } else {
                            fail(thrown);
                        }
                    });
        } catch (RejectedExecutionException closed) {
            fail(first);
        }
    }

    private CompletableFuture<Answered<A>> attempt() {
        long remaining = remainingNanos();
        if (remaining <= 0 || future.isDone()) {
            return CompletableFuture.failedFuture(new OutOfTime());
        }
        CompletableFuture<Optional<String>> token = context.tokens().token();
        if (token.isDone() && !token.isCompletedExceptionally()) {
            return attemptWith(token.join());
        }
        // Not followed: others wait for the same token.
        CallFuture<Answered<A>> answered = new CallFuture<>(effect);
        CompletionStage<Optional<String>> ignored = token.whenComplete((known, thrown) -> {
            if (known == null) {
                answered.completeExceptionally(thrown == null ? new OutOfTime() : CallFuture.unwrap(thrown));
                return;
            }
            answered.follow(attemptWith(known), (done, failed) -> {
                if (done != null) {
                    answered.complete(done);
                } else {
                    answered.completeExceptionally(failed == null ? new OutOfTime() : failed);
                }
            });
        });
        return answered;
    }

    private CompletableFuture<Answered<A>> attemptWith(Optional<String> token) {
        long remaining = remainingNanos();
        if (remaining <= 0 || future.isDone()) {
            return CompletableFuture.failedFuture(new OutOfTime());
        }
        Endpoint endpoint = choose();
        UnaryCall<Q, A> call = new UnaryCall<>(endpoint, method, Math.min(remaining, tryNanos(remaining)));
        CallFuture<Answered<A>> answered = new CallFuture<>(effect);
        answered.follow(call, (message, thrown) -> {
            if (message != null) {
                answered.complete(new Answered<>(message, endpoint));
            } else {
                record(thrown);
                answered.completeExceptionally(thrown == null ? new OutOfTime() : thrown);
            }
        });
        answered.onCancel(call::abort);
        future.onCancel(call::abort);
        call.start(request, token);
        return answered;
    }

    private synchronized Endpoint choose() {
        trying = true;
        tries++;
        if (target instanceof Target.Only only) {
            return only.endpoint();
        }
        if (target instanceof Target.Probe probe) {
            return probe.endpoint();
        }
        if (!context.endpoints().hasUntried(tried)) {
            tried.clear();
        }
        Endpoint next = context.endpoints().next(tried);
        tried.add(next);
        return next;
    }

    /**
     * Time for one try. The first try of a read gets half, so that a member that accepts and never answers leaves time for
     * another one; a write gets all of it, because breaking it off would not make it repeatable.
     */
    private synchronized long tryNanos(long remaining) {
        boolean half = target instanceof Target.Probe
                || (effect == Effect.READ
                        && target instanceof Target.Any
                        && tries == 1
                        && context.endpoints().hasUntried(tried));
        return half ? timeoutNanos / 2 : remaining;
    }

    private synchronized void record(@Nullable Throwable thrown) {
        trying = false;
        if (thrown instanceof UnaryCall.TryFailed failed) {
            last = failed.failure();
            attempts.add(last.toAttempt());
        }
    }

    private synchronized boolean mayRetry(@Nullable Throwable thrown) {
        if (!(thrown instanceof UnaryCall.TryFailed failed) || isOver() || target instanceof Target.Probe) {
            return false;
        }
        return switch (RetryRule.decide(effect, failed.failure())) {
            case AGAIN -> true;
            case ELSEWHERE ->
                target instanceof Target.Any && context.endpoints().hasUntried(tried);
            case GIVE_UP -> false;
        };
    }

    private boolean isOver() {
        return future.isDone() || context.underWay().isClosed() || remainingNanos() <= 0;
    }

    private void succeed(Answered<A> answered) {
        future.complete(result.apply(answered.message(), answered.endpoint()));
    }

    /** Ends the call badly, on the executor: this may be the timer's thread, which must not run a user's code. */
    private void fail(@Nullable Throwable thrown) {
        Throwable verdict = thrown == null || isForeseen(thrown) ? verdict() : thrown;
        try {
            context.executor().execute(() -> future.completeExceptionally(verdict));
        } catch (RejectedExecutionException closed) {
            future.completeExceptionally(verdict);
        }
    }

    /** A closed client stops the timer as well, which Failsafe reports in its own way. */
    private boolean isForeseen(Throwable thrown) {
        return thrown instanceof UnaryCall.TryFailed
                || thrown instanceof OutOfTime
                || context.underWay().isClosed();
    }

    /** Ends the call because the client is closed and nothing will answer any more. */
    void abandon() {
        fail(null);
    }

    private synchronized FairleadException verdict() {
        Failure failure = last;
        if (context.underWay().isClosed()) {
            return new ClientClosedException(outcomeAtClose(), attempts);
        }
        if (failure == null) {
            return new DeadlineExceededException(Outcome.NOT_APPLIED, attempts, null);
        }
        boolean wouldRetry =
                RetryRule.decide(effect, failure) == RetryRule.Decision.AGAIN && !(target instanceof Target.Probe);
        return Verdict.of(effect, failure, wouldRetry, attempts);
    }

    private synchronized Outcome outcomeAtClose() {
        if (trying) {
            return effect == Effect.READ ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
        }
        return last == null ? Outcome.NOT_APPLIED : RetryRule.outcome(effect, last);
    }

    private long remainingNanos() {
        return deadlineNanos - System.nanoTime();
    }

    /** No time was left for another try. */
    private static final class OutOfTime extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfTime() {
            super("no time left", null, false, false);
        }
    }
}
