package io.fairlead.client.call;

import com.google.protobuf.MessageLite;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.call.CallTry;
import io.fairlead.api.error.Outcome;
import io.fairlead.client.endpoint.Endpoint;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call from its first try to its end.
 *
 * <p>The first try costs no more than the call itself. After a failure {@link RetryRule} decides: at another endpoint at once
 * while there is one, then with growing pauses, as the {@link RetryBudget} allows, until the deadline.
 *
 * <p>Tries follow each other, so at any moment one thread drives the run; what the next one reads is guarded by this all the
 * same, because it is another thread.
 */
final class CallRun<Q extends MessageLite, A, R> {
    /** A member whose token was refused twice in one call will not like the third one either. */
    private static final int NEW_TOKENS_MAX = 2;

    /**
     * A try is begun only with this part of the deadline left: one that is cut short at once would turn a write that was
     * certainly not applied into one of which nobody knows.
     */
    private static final int LAST_TRY_SHARE = 20;

    private final Caller caller;
    private final Caller.Context context;
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final Effect effect;
    private final Target target;
    private final BiFunction<? super A, ? super Endpoint, ? extends R> result;
    private final CallFuture<R> future;
    private final Route route;
    private final TryBook book;
    private final long startNanos;
    private final long timeoutNanos;

    /** Tries whose token was refused; guarded by this. */
    private int newTokens;

    /** Guarded by this. */
    private boolean triedOnceMore;

    /** Null before the first pause; guarded by this. */
    private @Nullable Pauses pauses;

    CallRun(
            Caller caller,
            MethodDescriptor<Q, A> method,
            Q request,
            Effect effect,
            Target target,
            BiFunction<? super A, ? super Endpoint, ? extends R> result) {
        this.caller = caller;
        this.context = caller.context();
        this.method = method;
        this.request = request;
        this.effect = effect;
        this.target = target;
        this.result = result;
        this.future = new CallFuture<>(effect);
        this.route = new Route(
                context.endpoints(), context.leader(), target, caller.terms().routing());
        this.book = new TryBook(effect);
        this.startNanos = context.endpoints().nanoTime();
        this.timeoutNanos = caller.deadline().toNanos();
        CompletionStage<R> ignored = future.whenComplete((value, thrown) -> closeBooks(thrown == null));
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
            book.refused(failure);
            future.completeExceptionally(
                    new UnexpectedStatusException(failure.rpcError(), Outcome.NOT_APPLIED, List.of(), null));
            return;
        }
        if (!context.underWay().add(this)) {
            future.completeExceptionally(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
            return;
        }
        caller.budget().onCall();
        begin();
    }

    /** Begins a try: finds out where endpoints are, if that is not known yet, and gets a token. */
    private void begin() {
        if (isOver()) {
            fail();
        } else if (target instanceof Target.Any && context.endpoints().isEmpty()) {
            await(context.upkeep().locate(), unused -> begin(), this::notLocated);
        } else {
            CompletableFuture<Optional<String>> token = caller.tokens().token();
            if (token.isDone() && !token.isCompletedExceptionally()) {
                attempt(token.join());
            } else {
                await(token, this::attempt, this::failWith);
            }
        }
    }

    /** Goes on when the stage is done, but not after the deadline. The stage is shared with others, so it is not cancelled. */
    private <T> void await(CompletableFuture<T> stage, Consumer<? super T> next, Consumer<? super Throwable> failed) {
        Future<?> alarm = schedule(this::fail, remainingNanos());
        CompletionStage<T> ignored = stage.whenComplete((value, thrown) -> {
            if (alarm != null) {
                alarm.cancel(false);
            }
            if (future.isDone()) {
                return;
            }
            if (thrown == null) {
                next.accept(value);
            } else {
                failed.accept(CallFuture.unwrap(thrown));
            }
        });
    }

    private void notLocated(Throwable thrown) {
        Status status = Status.UNAVAILABLE.withDescription(thrown.getMessage());
        ended(Failure.of(context.upkeep().sourceName(), status, false, Duration.ZERO), Optional.empty());
    }

    private void attempt(Optional<String> token) {
        if (isOver()) {
            fail();
            return;
        }
        if (route.lacksLeader()) {
            context.upkeep().leaderWanted();
        }
        book.begun();
        Endpoint endpoint = route.next();
        boolean needsLeader = route.needsLeader();
        Metadata headers = CallHeaders.of(token, needsLeader);
        CallTry seen =
                context.observers().begin(method.getFullMethodName(), book.tries(), endpoint.name(), false, headers);
        UnaryCall<Q, A> call =
                new UnaryCall<>(endpoint, method, tryNanos(remainingNanos()), new TryEnd(endpoint, token, seen));
        future.onCancel(call::abort);
        call.start(request, headers, needsLeader);
        if (effect == Effect.WRITE && route.mayGoElsewhere() && !endpoint.isConnected()) {
            Future<?> unused = schedule(call::abortUnlessSent, remainingNanos() / 2);
        }
    }

    /** What the end of a try leads to. */
    private final class TryEnd implements UnaryCall.End<A> {
        private final Endpoint endpoint;
        private final Optional<String> token;
        private final @Nullable CallTry seen;

        TryEnd(Endpoint endpoint, Optional<String> token, @Nullable CallTry seen) {
            this.endpoint = endpoint;
            this.token = token;
            this.seen = seen;
        }

        @Override
        public void answered(A answer, long tookNanos) {
            endpoint.answeredIn(tookNanos);
            context.upkeep().answered(answer, endpoint);
            context.observers().succeeded(seen, method.getFullMethodName(), endpoint.name(), tookNanos);
            try {
                future.complete(result.apply(answer, endpoint));
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        }

        @Override
        public void failed(Failure failure) {
            failure.tell(endpoint);
            if (RetryRule.disprovesLeader(failure)) {
                context.leader().doubt(endpoint);
            }
            context.observers().failed(seen, method.getFullMethodName(), effect, failure);
            ended(failure, token);
        }
    }

    private void ended(Failure failure, Optional<String> token) {
        book.failed(failure);
        if (!wantsAnother(failure, token)) {
            fail();
            return;
        }
        boolean atOnce = route.mayGoElsewhere() && failure.code() != Status.Code.RESOURCE_EXHAUSTED;
        if (atOnce || failure.code() == Status.Code.UNAUTHENTICATED) {
            resume();
        } else {
            resumeAfter(nextPause());
        }
    }

    private void resume() {
        if (isOver()) {
            fail();
        } else if (caller.budget().take()) {
            begin();
        } else {
            context.observers().heldBack(method.getFullMethodName());
            resumeAfter(Pauses.NANOS_MAX);
        }
    }

    private void resumeAfter(long pauseNanos) {
        long remaining = remainingNanos();
        long lastTry = timeoutNanos / LAST_TRY_SHARE;
        Future<?> alarm =
                remaining < 2 * lastTry ? null : schedule(this::resume, Math.min(pauseNanos, remaining - lastTry));
        if (alarm == null) {
            fail();
        } else {
            future.onCancel(() -> alarm.cancel(false));
        }
    }

    /** Runs something on the executor later; null if the client is closed. The timer's thread must not run a user's code. */
    private @Nullable Future<?> schedule(Runnable work, long nanos) {
        try {
            return context.timer().schedule(() -> handOver(work), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return null;
        }
    }

    private void handOver(Runnable work) {
        try {
            context.executor().execute(work);
        } catch (RejectedExecutionException closed) {
            work.run();
        }
    }

    /**
     * Time for one try. A call that may be repeated gives half of what is left while another endpoint could be asked, so that a
     * member that accepts and never answers leaves time for others. A write gets all of it, because breaking it off would not
     * make it repeatable.
     */
    private long tryNanos(long remaining) {
        if (target instanceof Target.Probe) {
            return Math.min(remaining, timeoutNanos / 2);
        }
        if (effect == Effect.WRITE) {
            return remaining;
        }
        Optional<Duration> tryTimeout = caller.terms().tryTimeout();
        if (tryTimeout.isPresent()) {
            return Math.min(remaining, tryTimeout.get().toNanos());
        }
        return route.mayGoElsewhere() ? remaining / 2 : remaining;
    }

    private synchronized boolean wantsAnother(Failure failure, Optional<String> token) {
        if (isOver() || target instanceof Target.Probe) {
            return false;
        }
        return switch (RetryRule.decide(effect, failure)) {
            case AGAIN -> true;
            case ELSEWHERE -> route.mayGoElsewhere();
            case ONCE_MORE -> {
                boolean first = !triedOnceMore;
                triedOnceMore = true;
                yield first;
            }
            case WITH_NEW_TOKEN -> caller.tokens().refused(token) && ++newTokens <= NEW_TOKENS_MAX;
            case GIVE_UP -> false;
        };
    }

    private synchronized long nextPause() {
        if (pauses == null) {
            pauses = new Pauses(context.random());
        }
        return pauses.next();
    }

    private boolean isOver() {
        return future.isDone() || context.underWay().isClosed() || remainingNanos() <= 0;
    }

    private void fail() {
        failWith(verdict());
    }

    private void failWith(Throwable verdict) {
        future.completeExceptionally(verdict);
    }

    /** Ends the call because the client is closed and nothing will answer any more. */
    void abandon() {
        FairleadException verdict = verdict();
        try {
            context.executor().execute(() -> failWith(verdict));
        } catch (RejectedExecutionException closed) {
            failWith(verdict);
        }
    }

    private FairleadException verdict() {
        return context.underWay().isClosed() ? book.closed() : book.verdict(!(target instanceof Target.Probe));
    }

    private void closeBooks(boolean ok) {
        context.underWay().remove(this);
        Status.Code code = ok ? Status.Code.OK : future.isCancelled() ? Status.Code.CANCELLED : book.lastCode();
        context.observers()
                .callEnded(
                        method.getFullMethodName(),
                        code.name(),
                        book.tries(),
                        context.endpoints().nanoTime() - startNanos);
    }

    private long remainingNanos() {
        return timeoutNanos - (context.endpoints().nanoTime() - startNanos);
    }
}
