package io.fairlead.client.lease;

import io.fairlead.api.Attempt;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Target;
import io.fairlead.client.call.Wire;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One grant, from its first request to its end, within one deadline.
 *
 * <p>The id is in the request, so the request may be sent again when its answer was lost. If the server then says that the
 * lease exists, there are two cases. An id that we drew at random is nobody else's: the lost request was carried out, and what
 * is missing of its answer is asked for. An id that the user named may be somebody else's: that the server refused is passed
 * on, with outcome UNKNOWN where a lost request of ours may have been the one that made the lease.
 *
 * <p>A grant that failed without a known outcome, or was cancelled, leaves no lease behind that nobody knows: one with an id of
 * ours is revoked.
 */
final class Granting {
    /** Of sixty-three random bits, two in a row are taken only if something is wrong with the randomness. */
    private static final int IDS_MAX = 3;

    /**
     * What was granted.
     *
     * @param sentNanos a moment before the first request for this lease was sent
     */
    record Granted(Lease lease, long sentNanos) {}

    private final LeaseCalls calls;
    private final LongSupplier nanoTime;
    private final LongSupplier ids;
    private final long ttlSeconds;
    private final long deadlineNanos;
    private final boolean named;
    private final CallFuture<Granted> future = new CallFuture<>(Effect.IDEMPOTENT);

    /** The id asked for last; one step follows the other. */
    private volatile long id;

    /** @param id what the user wants; empty for one of {@code ids} */
    Granting(LeaseCalls calls, LongSupplier nanoTime, LongSupplier ids, OptionalLong id, long ttlSeconds) {
        this.calls = calls;
        this.nanoTime = nanoTime;
        this.ids = ids;
        this.ttlSeconds = ttlSeconds;
        this.deadlineNanos = nanoTime.getAsLong() + calls.deadline().toNanos();
        this.named = id.isPresent();
        this.id = id.orElse(0);
    }

    CallFuture<Granted> start() {
        CompletionStage<Granted> ignored = future.whenComplete((granted, thrown) -> {
            if (!named && mayHaveBeenGranted(thrown)) {
                var unused = calls.revokeOrGone(id);
            }
        });
        request(1);
        return future;
    }

    private static boolean mayHaveBeenGranted(@Nullable Throwable thrown) {
        return thrown instanceof CancellationException
                || (thrown instanceof FairleadException failure && failure.outcome() == Outcome.UNKNOWN);
    }

    /** @param draw the how many-th id this is */
    private void request(int draw) {
        if (!named) {
            id = ids.getAsLong();
        }
        long sentNanos = nanoTime.getAsLong();
        LeaseGrantRequest request =
                LeaseGrantRequest.newBuilder().setID(id).setTTL(ttlSeconds).build();
        CallFuture<Granted> call = calls.within(remaining())
                .call(
                        LeaseGrpc.getLeaseGrantMethod(),
                        request,
                        Effect.IDEMPOTENT,
                        Target.ANY,
                        (response, from) -> new Granted(
                                new Lease(
                                        Wire.header(response.getHeader()),
                                        response.getID(),
                                        Duration.ofSeconds(response.getTTL())),
                                sentNanos));
        future.follow(call, (granted, thrown) -> {
            if (granted != null) {
                future.complete(granted);
            } else if (named || !LeaseCalls.isRefusal(thrown, EtcdError.LEASE_EXISTS)) {
                fail(thrown);
            } else if (mayHaveBeenGranted(thrown)) {
                confirm(sentNanos, draw);
            } else if (draw < IDS_MAX && hasTime()) {
                request(draw + 1);
            } else {
                fail(thrown);
            }
        });
    }

    /** Our lost request was carried out: with which time to live? */
    private void confirm(long sentNanos, int draw) {
        future.follow(calls.timeToLive(id, false, remaining()), (info, thrown) -> {
            if (info != null) {
                future.complete(new Granted(new Lease(info.header(), id, info.grantedTtl()), sentNanos));
            } else if (LeaseCalls.isRefusal(thrown, EtcdError.LEASE_NOT_FOUND) && draw < IDS_MAX && hasTime()) {
                request(draw + 1); // It expired meanwhile.
            } else {
                // A failed question says nothing against the grant.
                List<Attempt> attempts = thrown instanceof FairleadException failure ? failure.attempts() : List.of();
                future.completeExceptionally(new DeadlineExceededException(Outcome.UNKNOWN, attempts, thrown));
            }
        });
    }

    private void fail(@Nullable Throwable thrown) {
        future.completeExceptionally(thrown == null ? new IllegalStateException("a grant without an answer") : thrown);
    }

    private boolean hasTime() {
        return deadlineNanos - nanoTime.getAsLong() > 0;
    }

    private Duration remaining() {
        return Duration.ofNanos(Math.max(1, deadlineNanos - nanoTime.getAsLong()));
    }
}
