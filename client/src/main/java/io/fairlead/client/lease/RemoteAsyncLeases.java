package io.fairlead.client.lease;

import io.fairlead.api.Header;
import io.fairlead.api.lease.AsyncLeases;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.lease.LeaseInfo;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Leases over gRPC. */
final class RemoteAsyncLeases implements AsyncLeases {
    private final Caller caller;
    private final LeaseCalls calls;
    private final KeepAlives keepAlives;
    private final LongSupplier ids;

    RemoteAsyncLeases(Caller caller, KeepAlives keepAlives, LongSupplier ids) {
        this.caller = caller;
        this.calls = new LeaseCalls(caller);
        this.keepAlives = keepAlives;
        this.ids = ids;
    }

    @Override
    public CompletableFuture<Lease> grant(Duration ttl) {
        return grant(OptionalLong.empty(), ttl);
    }

    @Override
    public CompletableFuture<Lease> grant(long id, Duration ttl) {
        if (id == 0) {
            throw new IllegalArgumentException("the id of a lease is not 0");
        }
        return grant(OptionalLong.of(id), ttl);
    }

    private CompletableFuture<Lease> grant(OptionalLong id, Duration ttl) {
        return whole(granting(id, ttl), Granting.Granted::lease, lease -> {
            if (id.isEmpty()) {
                revokeUnwanted(lease.id());
            }
        });
    }

    private CallFuture<Granting.Granted> granting(OptionalLong id, Duration ttl) {
        return new Granting(calls, keepAlives::now, ids, id, seconds(ttl)).start();
    }

    /** The server counts in whole seconds; less than asked for would be too little. */
    private static long seconds(Duration ttl) {
        if (ttl.isZero() || ttl.isNegative()) {
            throw new IllegalArgumentException("the time to live of a lease must be positive: " + ttl);
        }
        return ttl.getNano() == 0 ? ttl.getSeconds() : Math.addExact(ttl.getSeconds(), 1);
    }

    @Override
    public CompletableFuture<Header> revoke(long id) {
        keepAlives.revoked(id);
        return calls.revoke(id);
    }

    @Override
    public CompletableFuture<Lease> keepAliveOnce(long id) {
        return keepAlives.once(id, caller.deadline());
    }

    @Override
    public CompletableFuture<KeptLease> keep(Duration ttl) {
        return whole(
                granting(OptionalLong.empty(), ttl),
                granted -> {
                    long ttlSeconds = granted.lease().ttl().toSeconds();
                    RemoteKeptLease lease =
                            kept(granted.lease().id(), keepAlives.clock(granted.sentNanos(), ttlSeconds));
                    keepAlives.keep(lease);
                    return lease;
                },
                lease -> revokeUnwanted(lease.id()));
    }

    @Override
    public CompletableFuture<KeptLease> keepAlive(long id) {
        return whole(
                keepAlives.adopt(id, caller.deadline(), clock -> kept(id, clock)), lease -> lease, KeptLease::close);
    }

    /** What is made of the end of {@code call}; {@code unwanted} gets it if the user has cancelled by then. */
    private static <A, R> CompletableFuture<R> whole(
            CallFuture<A> call, Function<? super A, ? extends R> result, Consumer<? super R> unwanted) {
        CallFuture<R> whole = new CallFuture<>(Effect.IDEMPOTENT);
        whole.onCancel(() -> call.cancel(true));
        CompletionStage<A> ignored = call.whenComplete((answer, thrown) -> {
            if (answer == null) {
                whole.completeExceptionally(
                        thrown == null ? new IllegalStateException("a call without an answer") : thrown);
                return;
            }
            R value = result.apply(answer);
            if (!whole.complete(value)) {
                unwanted.accept(value);
            }
        });
        return whole;
    }

    private void revokeUnwanted(long id) {
        var unused = revocation(id);
    }

    private RemoteKeptLease kept(long id, LeaseClock clock) {
        return new RemoteKeptLease(id, clock, keepAlives, () -> revocation(id), caller.newLane());
    }

    private CallFuture<Boolean> revocation(long id) {
        keepAlives.revoked(id);
        return calls.revokeOrGone(id);
    }

    @Override
    public CompletableFuture<LeaseInfo> timeToLive(long id, boolean withKeys) {
        return calls.timeToLive(id, withKeys, caller.deadline());
    }

    @Override
    public CompletableFuture<List<Long>> list() {
        return calls.list();
    }
}
