package io.fairlead.client.lease;

import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.LeaseChange;
import io.fairlead.api.lease.LeaseState;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lease that {@link KeepAlives} keeps alive for somebody. What is read of it is judged at the moment of reading by the
 * lease's clock; the keep-alives only add the reasons, and tell those who want to be told.
 */
final class RemoteKeptLease implements KeptLease {
    private static final System.Logger LOG = System.getLogger(RemoteKeptLease.class.getName());

    private final long id;
    private final LeaseClock clock;
    private final KeepAlives keepAlives;

    /** Makes the revocation; a lease that is gone already is one that is revoked. */
    private final Supplier<CallFuture<Boolean>> revocation;

    /** Where receivers are told, in order. */
    private final Lane receiverLane;

    /** Touched on {@link #receiverLane} alone. */
    private final List<Consumer<? super LeaseChange>> receivers = new ArrayList<>();

    /** What ended the lease for its keeper; set once. */
    private final AtomicReference<@Nullable LeaseChange> end = new AtomicReference<>();

    private final CompletableFuture<LeaseChange> ended = new CompletableFuture<>();

    RemoteKeptLease(
            long id,
            LeaseClock clock,
            KeepAlives keepAlives,
            Supplier<CallFuture<Boolean>> revocation,
            Lane receiverLane) {
        this.id = id;
        this.clock = clock;
        this.keepAlives = keepAlives;
        this.revocation = revocation;
        this.receiverLane = receiverLane;
    }

    LeaseClock clock() {
        return clock;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Duration ttl() {
        return Duration.ofNanos(clock.ttlNanos());
    }

    @Override
    public LeaseState state() {
        settle();
        LeaseChange ending = end.get();
        return ending == null ? clock.look() : ending.state();
    }

    @Override
    public Duration validFor() {
        settle();
        return end.get() == null ? Duration.ofNanos(clock.remainingNanos()) : Duration.ZERO;
    }

    @Override
    public Subscription onChange(Consumer<? super LeaseChange> receiver) {
        receiverLane.execute(() -> {
            if (ended.isDone()) {
                hand(receiver, ended.join());
            } else {
                receivers.add(receiver);
            }
        });
        return () -> receiverLane.execute(() -> receivers.remove(receiver));
    }

    @Override
    public CompletableFuture<LeaseChange> ended() {
        return ended.copy();
    }

    @Override
    public void revoke() {
        Blocking.await(revokeAsync());
    }

    @Override
    public CompletableFuture<Void> revokeAsync() {
        finish(new LeaseChange(LeaseState.REVOKED, "revoked by its keeper"));
        CallFuture<Void> revoked = new CallFuture<>(Effect.IDEMPOTENT);
        revoked.follow(revocation.get(), (done, thrown) -> {
            if (thrown == null) {
                revoked.complete(null);
            } else {
                revoked.completeExceptionally(thrown);
            }
        });
        return revoked;
    }

    @Override
    public void close() {
        finish(new LeaseChange(LeaseState.RELEASED, "released by its keeper"));
    }

    /** Ends the lease for its keeper, if its time is up; so the state that was read once stays the last. */
    void settle() {
        if (end.get() == null && clock.look() == LeaseState.EXPIRED) {
            String trouble = keepAlives.lastTrouble();
            finish(new LeaseChange(
                    LeaseState.EXPIRED,
                    "no keep-alive was answered in time" + (trouble.isEmpty() ? "" : "; last: " + trouble)));
        }
    }

    /** Ends the lease for its keeper, if it has not ended yet. */
    void finish(LeaseChange change) {
        if (change.state() != LeaseState.EXPIRED) {
            settle();
        }
        if (end.compareAndSet(null, change)) {
            keepAlives.release(this);
            tell(change);
        }
    }

    /** Tells all receivers, on their lane. */
    void tell(LeaseChange change) {
        receiverLane.execute(() -> {
            if (ended.isDone()) {
                return;
            }
            List.copyOf(receivers).forEach(receiver -> hand(receiver, change));
            if (!change.state().isLive()) {
                receivers.clear();
                ended.complete(change);
            }
        });
    }

    private void hand(Consumer<? super LeaseChange> receiver, LeaseChange change) {
        try {
            receiver.accept(change);
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a receiver of changes of lease " + Long.toHexString(id) + " failed",
                    e);
        }
    }
}
