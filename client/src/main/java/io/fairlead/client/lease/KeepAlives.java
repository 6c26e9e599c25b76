package io.fairlead.client.lease;

import io.fairlead.api.Attempt;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.lease.LeaseChange;
import io.fairlead.api.lease.LeaseState;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Failure;
import io.fairlead.client.call.Lane;
import io.fairlead.client.call.StreamCall;
import io.fairlead.client.call.StreamEvents;
import io.fairlead.client.call.Wire;
import io.fairlead.client.endpoint.Endpoint;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All keep-alives of a client, on one stream.
 *
 * <p>Each turn on the lane asks the pure parts what is due ({@link Renewal}, {@link LeaseClock}, {@link StreamPacing}), does
 * it, and sets the timer for the next change. The end of the stream and callers are reasons for a turn; answers have one in
 * common for a while. Nothing of the user's runs on the lane: futures and receivers are told on the client's executor.
 *
 * <p>Safe to share between threads.
 */
public final class KeepAlives {
    /** Answers that the member may send before one was handled. */
    private static final int ANSWERS_AHEAD = 256;

    /** Turns are not closer than this by the clock alone; what is due is sent that much later at most. */
    private static final long TURN_NANOS_MIN = Duration.ofMillis(10).toNanos();

    private final Caller caller;
    private final Lane lane;
    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private final StreamPacing pacing;

    /** By id; touched on the lane alone, as all that follows. */
    private final Renewals renewals;

    /** Endpoints whose stream ended since a member answered. */
    private final Set<Endpoint> tried = new HashSet<>();

    private @Nullable Stream stream;

    /** When the next stream may be opened; meaningless while there is one. */
    private long openNanos;

    /** Since when the stream owes an answer; meaningless while it owes none. */
    private long silentSinceNanos;

    private @Nullable ScheduledFuture<?> alarm;

    /** The alarm is set for the turn after an answer. */
    private boolean turnIsDue;

    private boolean closed;

    /** How the last stream ended, for the reason of an end; written on the lane. */
    private volatile String lastTrouble = "";

    /**
     * @param ownThreads threads of the client's own, so that code of the user never holds up a keep-alive
     * @param nanoTime as {@link System#nanoTime()}
     * @param random from 0 to 1, exclusive
     */
    public KeepAlives(Caller caller, Executor ownThreads, LongSupplier nanoTime, DoubleSupplier random) {
        this.caller = caller;
        this.lane = new Lane(ownThreads);
        this.nanoTime = nanoTime;
        this.random = random;
        this.renewals = new Renewals(nanoTime);
        this.pacing = new StreamPacing(random);
        this.openNanos = nanoTime.getAsLong();
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** What ended the last stream without an answer, for a log; empty if nothing did. */
    String lastTrouble() {
        return lastTrouble;
    }

    /** A single keep-alive that is answered within the deadline, on whichever stream. */
    CallFuture<Lease> once(long id, Duration deadline) {
        return ask(id, deadline, (response, sentNanos) -> lease(response), lease -> {});
    }

    /** Keeps a lease alive that exists already; {@code made} is called on the lane. */
    CallFuture<RemoteKeptLease> adopt(long id, Duration deadline, Function<LeaseClock, RemoteKeptLease> made) {
        return ask(
                id,
                deadline,
                (response, sentNanos) -> {
                    Renewal<Single<?>, RemoteKeptLease> renewal = renewals.of(id);
                    LeaseClock known = renewal.clock();
                    RemoteKeptLease lease = made.apply(known == null ? clock(sentNanos, response.getTTL()) : known);
                    renewal.keep(lease, lease.clock());
                    return lease;
                },
                RemoteKeptLease::close);
    }

    private <T> CallFuture<T> ask(long id, Duration deadline, Single.OnAnswer<T> result, Consumer<T> unwanted) {
        Single<T> single = new Single<>(caller.executor(), nanoTime.getAsLong(), deadline.toNanos(), result, unwanted);
        lane.execute(() -> {
            if (closed) {
                single.fail(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
                return;
            }
            renewals.of(id).want(single);
            turn();
        });
        single.future()
                .onCancel(() -> lane.execute(() -> {
                    Renewal<Single<?>, RemoteKeptLease> renewal = renewals.known(id);
                    if (renewal != null) {
                        renewal.removeAsker(single);
                    }
                }));
        return single.future();
    }

    /** The clock of a lease that was granted or renewed by a request sent then. */
    LeaseClock clock(long sentNanos, long ttlSeconds) {
        return new LeaseClock(nanoTime, random, sentNanos, ttlSeconds);
    }

    /** Keeps a lease alive that was just granted, until it is released or lost; what becomes of it the lease is told. */
    void keep(RemoteKeptLease lease) {
        lane.execute(() -> {
            if (closed) {
                lease.finish(closedChange());
                return;
            }
            Renewal<Single<?>, RemoteKeptLease> renewal = renewals.of(lease.id());
            tell(renewal);
            renewal.keep(lease, lease.clock());
            turn();
        });
    }

    /** Stops keeping a lease alive for this one. */
    void release(RemoteKeptLease lease) {
        lane.execute(() -> {
            Renewal<Single<?>, RemoteKeptLease> renewal = renewals.known(lease.id());
            if (renewal != null) {
                renewal.removeKeeper(lease);
                turn();
            }
        });
    }

    /** The lease is being revoked by this client: ends it for all that have it kept alive. */
    void revoked(long id) {
        lane.execute(() -> {
            Renewal<Single<?>, RemoteKeptLease> renewal = renewals.known(id);
            if (renewal != null) {
                LeaseChange change = new LeaseChange(LeaseState.REVOKED, "revoked by this client");
                renewal.removeKeepers().forEach(kept -> kept.finish(change));
                turn();
            }
        });
    }

    /** Releases every lease and ends the stream. The future completes when that is done. */
    public CompletableFuture<Boolean> close() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        lane.execute(() -> {
            closed = true;
            for (Renewal<Single<?>, RemoteKeptLease> renewal : renewals.all()) {
                renewal.removeKeepers().forEach(kept -> kept.finish(closedChange()));
                renewal.askers()
                        .forEach(single -> single.fail(new ClientClosedException(Outcome.UNKNOWN, single.attempts())));
            }
            renewals.clear();
            dropStream("the client was closed");
            setAlarm(-1);
            done.complete(true);
        });
        return done;
    }

    private static LeaseChange closedChange() {
        return new LeaseChange(LeaseState.RELEASED, "the client was closed");
    }

    /** Does what is due, in the order: ends, stream, requests, alarm. */
    private void turn() {
        turnIsDue = false;
        if (closed) {
            return;
        }
        renewals.all().forEach(this::tell);
        renewals.all().forEach(this::giveUpLate);
        renewals.removeIdle();
        if (renewals.isEmpty()) {
            dropStream("nothing to keep alive");
            setAlarm(-1);
            return;
        }
        long patience = pacing.patienceNanos(renewals.shortestNanos());
        Stream open = stream;
        if (open != null && isOwed() && nanoTime.getAsLong() - silentSinceNanos >= patience) {
            giveUp(open, patience);
        }
        if (stream == null && nanoTime.getAsLong() - openNanos >= 0) {
            stream = new Stream(choose());
        }
        sendDue();
        setAlarm(nanosToNextTurn(patience));
    }

    /** One turn for all answers of a while, so that many leases do not cost a look at all of them for each. */
    private void turnSoon() {
        if (!turnIsDue) {
            turnIsDue = true;
            setAlarm(TURN_NANOS_MIN);
        }
    }

    private void sendDue() {
        Stream open = stream;
        if (open == null) {
            return;
        }
        for (Renewal<Single<?>, RemoteKeptLease> renewal : renewals.all()) {
            if (renewal.isDue()) {
                send(renewal, open);
            }
        }
    }

    private void send(Renewal<Single<?>, RemoteKeptLease> renewal, Stream open) {
        if (!isOwed()) {
            silentSinceNanos = nanoTime.getAsLong();
        }
        renewal.sent();
        open.owed++;
        open.call.send(LeaseKeepAliveRequest.newBuilder().setID(renewal.id()).build());
    }

    private boolean isOwed() {
        return stream != null && stream.owed > 0;
    }

    private long nanosToNextTurn(long patience) {
        long now = nanoTime.getAsLong();
        long next = renewals.nanosToNextChange(now, stream != null);
        if (stream == null) {
            next = Math.min(next, openNanos - now);
        } else if (isOwed()) {
            next = Math.min(next, silentSinceNanos + patience - now);
        }
        return Math.max(TURN_NANOS_MIN, next);
    }

    /** Tells the keepers of a lease what the clock says; with its time up, it is given up. */
    private void tell(Renewal<Single<?>, RemoteKeptLease> renewal) {
        LeaseState news = renewal.news();
        if (news == LeaseState.EXPIRED) {
            renewal.removeKeepers().forEach(RemoteKeptLease::settle);
        } else if (news != null) {
            String reason =
                    news == LeaseState.ALIVE ? "a keep-alive was answered" : "a keep-alive is overdue" + trouble();
            renewal.keepers().forEach(kept -> kept.tell(new LeaseChange(news, reason)));
        }
    }

    private String trouble() {
        return lastTrouble.isEmpty() ? "" : ": " + lastTrouble;
    }

    private void giveUpLate(Renewal<Single<?>, RemoteKeptLease> renewal) {
        long now = nanoTime.getAsLong();
        for (Single<?> single : renewal.askers()) {
            if (now - single.deadlineNanos() >= 0) {
                renewal.removeAsker(single);
                single.fail(new DeadlineExceededException(Outcome.UNKNOWN, single.attempts(), null));
            }
        }
    }

    private Endpoint choose() {
        if (!caller.endpoints().hasUntried(tried)) {
            tried.clear();
        }
        return caller.leader()
                .leader()
                .filter(endpoint -> !tried.contains(endpoint) && !endpoint.isEjected())
                .orElseGet(() -> caller.endpoints().next(tried));
    }

    /** Leaves a member that owes an answer for too long. */
    private void giveUp(Stream open, long patience) {
        Endpoint endpoint = open.call.endpoint();
        endpoint.failed("no answer to keep-alives");
        Duration silence = Duration.ofNanos(nanoTime.getAsLong() - silentSinceNanos);
        String text = "no answer to a keep-alive in " + TimeUnit.NANOSECONDS.toMillis(patience) + " ms";
        open.call.cancel("no answer");
        lost(endpoint, new Attempt(endpoint.name(), silence, Status.Code.DEADLINE_EXCEEDED.name(), text), true);
    }

    /** The stream is gone: what it owed is due again, and the next stream is on its way. */
    private void lost(Endpoint endpoint, Attempt attempt, boolean forSilence) {
        stream = null;
        tried.add(endpoint);
        openNanos = nanoTime.getAsLong() + pacing.ended(forSilence);
        lastTrouble = attempt.toString();
        for (Renewal<Single<?>, RemoteKeptLease> renewal : renewals.all()) {
            renewal.askers().forEach(single -> single.failedAt(attempt));
            renewal.streamLost();
        }
    }

    private void dropStream(String why) {
        Stream open = stream;
        if (open != null) {
            stream = null;
            open.call.cancel(why);
            renewals.all().forEach(Renewal::streamLost);
        }
    }

    private void answered(LeaseKeepAliveResponse response, Stream open) {
        Renewal<Single<?>, RemoteKeptLease> renewal = renewals.known(response.getID());
        if (renewal == null || !renewal.isAsked()) {
            return; // Never asked for.
        }
        Renewal.Answered<Single<?>> answered = renewal.answered();
        if (response.getTTL() <= 0) {
            gone(renewal, answered);
        } else {
            LeaseClock clock = renewal.clock();
            if (clock != null) {
                clock.renewed(answered.sentNanos(), response.getTTL());
                tell(renewal);
            }
            answered.askers().forEach(single -> single.succeed(response, answered.sentNanos()));
        }
        if (renewal.isIdle()) {
            renewals.remove(renewal.id());
        } else if (renewal.isDue()) {
            send(renewal, open);
        }
        if (renewals.isEmpty()) {
            turn();
        } else {
            turnSoon();
        }
    }

    /** The server knows no such lease. */
    private static void gone(Renewal<Single<?>, RemoteKeptLease> renewal, Renewal.Answered<Single<?>> answered) {
        LeaseChange change = new LeaseChange(
                LeaseState.EXPIRED, "the server has no such lease: it expired, or was revoked elsewhere");
        renewal.removeKeepers().forEach(kept -> kept.finish(change));
        answered.askers()
                .forEach(single -> single.fail(
                        new RefusedException(EtcdError.LEASE_NOT_FOUND, Outcome.NOT_APPLIED, single.attempts(), null)));
    }

    private void setAlarm(long nanos) {
        ScheduledFuture<?> old = alarm;
        if (old != null) {
            old.cancel(false);
            alarm = null;
        }
        if (nanos < 0) {
            return;
        }
        try {
            alarm = caller.timer().schedule(() -> lane.execute(this::turn), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // A client that closes stops its timer; there are no more turns.
        }
    }

    /** The stream of now; events of one that was given up before are not heard. */
    private final class Stream implements StreamEvents<LeaseKeepAliveResponse> {
        private final StreamCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call;

        /** Requests without an answer. */
        private int owed;

        Stream(Endpoint endpoint) {
            // Events come by the lane, where we are, so none can overtake the end of this constructor.
            call = caller.stream(LeaseGrpc.getLeaseKeepAliveMethod(), endpoint, true, lane, this);
            call.request(ANSWERS_AHEAD);
        }

        @Override
        public void onMessage(LeaseKeepAliveResponse response) {
            if (stream != this) {
                return;
            }
            call.request(1);
            owed = Math.max(0, owed - 1);
            silentSinceNanos = nanoTime.getAsLong();
            pacing.heard();
            tried.clear();
            lastTrouble = "";
            answered(response, this);
        }

        @Override
        public void onEnd(Failure end) {
            if (stream != this) {
                return;
            }
            if (isFinal(end.code()) && pacing.fruitless() > 0) {
                refuseAskers(end);
            }
            lost(call.endpoint(), end.toAttempt(), false);
            turn();
        }
    }

    private static FairleadException refusal(Failure end, List<Attempt> attempts) {
        Throwable cause = end.status().asRuntimeException();
        return end.error().isPresent()
                ? new RefusedException(end.error().get(), Outcome.NOT_APPLIED, attempts, cause)
                : new UnexpectedStatusException(end.rpcError(), Outcome.NOT_APPLIED, attempts, cause);
    }

    private static Lease lease(LeaseKeepAliveResponse response) {
        return new Lease(Wire.header(response.getHeader()), response.getID(), Duration.ofSeconds(response.getTTL()));
    }

    /** Another member would say the same, and a fresh token was tried. */
    private static boolean isFinal(Status.Code code) {
        return switch (code) {
            case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED -> true;
            default -> false;
        };
    }

    private void refuseAskers(Failure end) {
        for (Renewal<Single<?>, RemoteKeptLease> renewal : renewals.all()) {
            for (Single<?> single : renewal.askers()) {
                renewal.removeAsker(single);
                single.failedAt(end.toAttempt());
                single.fail(refusal(end, single.attempts()));
            }
        }
    }
}
