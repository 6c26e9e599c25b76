package io.fairlead.client.call;

import com.google.protobuf.MessageLite;
import io.fairlead.api.Attempt;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.call.CallOptions;
import io.fairlead.api.call.Routing;
import io.fairlead.api.error.Outcome;
import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.Endpoints;
import io.fairlead.client.endpoint.LeaderView;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;

/** Makes calls: every one with a deadline, repeated as {@link RetryRule} allows. Safe to share between threads. */
public final class Caller {
    /**
     * What all callers of one client share.
     *
     * @param endpoints where calls go
     * @param leader what answers tell about the leader
     * @param timer wakes calls that wait between tries; never runs anything that blocks
     * @param executor where futures complete
     * @param maxRequestBytes requests above this are refused here, as etcd's client does
     * @param underWay the calls that have not ended
     * @param upkeep what the client does beside the calls of its user, and learns from their answers
     * @param observers the user's interceptors and metrics
     * @param random for pauses, uniform in [0, 1)
     */
    public record Context(
            Endpoints endpoints,
            LeaderView leader,
            ScheduledExecutorService timer,
            Executor executor,
            int maxRequestBytes,
            CallsUnderWay underWay,
            Upkeep upkeep,
            Observers observers,
            DoubleSupplier random) {}

    /**
     * What a user may have differently from view to view.
     *
     * @param deadline of each call
     * @param tryTimeout for one try of what may be repeated
     * @param routing where calls go first; empty for what suits each
     */
    record Terms(Duration deadline, Optional<Duration> tryTimeout, Optional<Routing> routing) {
        Terms {
            if (deadline.isZero() || deadline.isNegative()) {
                throw new IllegalArgumentException("the deadline of calls must be positive: " + deadline);
            }
        }
    }

    private final Context context;

    /** How many retries may still be made; shared by all views of a client. */
    private final RetryBudget budget;

    private final TokenSource tokens;
    private final Terms terms;

    /**
     * Calls with a fresh budget of retries.
     *
     * @param tokens who the calls come from
     * @param deadline of each call
     */
    public Caller(Context context, TokenSource tokens, Duration deadline) {
        this(
                context,
                new RetryBudget(context.endpoints()::nanoTime),
                tokens,
                new Terms(deadline, Optional.empty(), Optional.empty()));
    }

    private Caller(Context context, RetryBudget budget, TokenSource tokens, Terms terms) {
        this.context = context;
        this.budget = budget;
        this.tokens = tokens;
        this.terms = terms;
    }

    /** The same with another deadline. */
    public Caller withDeadline(Duration newDeadline) {
        return with(new Terms(newDeadline, terms.tryTimeout(), terms.routing()));
    }

    /** The same with what the options say. */
    public Caller with(CallOptions options) {
        return with(new Terms(
                options.deadline().orElse(terms.deadline()),
                options.tryTimeout().or(terms::tryTimeout),
                options.routing().or(terms::routing)));
    }

    private Caller with(Terms newTerms) {
        return new Caller(context, budget, tokens, newTerms);
    }

    /** The same without a token, to gain one. */
    public Caller anonymous() {
        return new Caller(context, budget, TokenSource.NONE, terms);
    }

    Context context() {
        return context;
    }

    Terms terms() {
        return terms;
    }

    RetryBudget budget() {
        return budget;
    }

    TokenSource tokens() {
        return tokens;
    }

    public Duration deadline() {
        return terms.deadline();
    }

    public Endpoints endpoints() {
        return context.endpoints();
    }

    /** Where futures complete and user code runs. */
    public Executor executor() {
        return context.executor();
    }

    /** Wakes what waits; never runs anything that blocks, nor code of the user. */
    public ScheduledExecutorService timer() {
        return context.timer();
    }

    /** A new lane on the executor. */
    public Lane newLane() {
        return new Lane(context.executor());
    }

    public LeaderView leader() {
        return context.leader();
    }

    /**
     * Makes a call. The future completes with what {@code result} makes of the answer and of the endpoint it came from, or
     * fails with a {@link io.fairlead.api.FairleadException}; cancelling it breaks the call off.
     */
    public <Q extends MessageLite, A, R> CallFuture<R> call(
            MethodDescriptor<Q, A> method,
            Q request,
            Effect effect,
            Target target,
            BiFunction<? super A, ? super Endpoint, ? extends R> result) {
        CallRun<Q, A, R> run = new CallRun<>(this, method, request, effect, target, result);
        run.start();
        return run.future();
    }

    /**
     * Opens a stream; to be called on {@code lane}, where its events come. It is not repeated, has no deadline, and is the
     * caller's to cancel when the client closes.
     *
     * @param requireLeader the member shall refuse or end the stream with NO_LEADER while it knows no leader
     */
    public <Q, A> StreamCall<Q, A> stream(
            MethodDescriptor<Q, A> method,
            Endpoint endpoint,
            boolean requireLeader,
            Lane lane,
            StreamEvents<? super A> events) {
        StreamCall<Q, A> stream =
                new StreamCall<>(endpoint, method, lane, events, context.upkeep(), context.observers());
        stream.open(tokens, requireLeader);
        return stream;
    }

    /** True if a stream that only reads, and ended so before it gave anything, may be opened again. */
    public boolean mayReadAgain(Failure end) {
        return !context.underWay().isClosed() && RetryRule.decide(Effect.READ, end) == RetryRule.Decision.AGAIN;
    }

    /** What the end of a stream that only reads means for whoever asked for it. */
    public FairleadException readFailure(Failure end, List<Attempt> attempts) {
        return context.underWay().isClosed()
                ? new ClientClosedException(Outcome.NOT_APPLIED, attempts)
                : Verdict.of(end, Outcome.NOT_APPLIED, false, attempts);
    }

    /**
     * What runs when the client is closed, unless it is taken back by {@link #ended}. False if the client is closed already.
     */
    public boolean begun(Runnable abandon) {
        return context.underWay().add(abandon);
    }

    /** Takes back what was given to {@link #begun}. */
    public void ended(Runnable abandon) {
        context.underWay().remove(abandon);
    }
}
