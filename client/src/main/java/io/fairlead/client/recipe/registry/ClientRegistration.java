package io.fairlead.client.recipe.registry;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.RefusedException;
import io.fairlead.api.concurrency.Registration;
import io.fairlead.api.concurrency.ServiceInstance;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.PutOptions;
import io.fairlead.api.kv.PutResult;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.call.Lane;
import io.fairlead.client.recipe.basis.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One registration, from its first session to its end.
 *
 * <p>Writing the key is repeatable: this registration alone writes what it writes. So a write that failed, for whatever reason,
 * is made again, with pauses, for as long as its session lives; only the first one, and those of {@link #update}, fail to their
 * callers.
 */
final class ClientRegistration implements Registration {
    private static final System.Logger LOG = System.getLogger(ClientRegistration.class.getName());

    private final RegistryTools tools;
    private final Bytes key;
    private final SessionChoice choice;
    private final Lane lane;

    /** Where receivers are told. */
    private final Lane receiverLane;

    /** Touched on {@link #receiverLane} alone. */
    private final List<Consumer<? super State>> receivers = new ArrayList<>();

    /** Completes with the first success. */
    private final CompletableFuture<Registration> opened = new CompletableFuture<>();

    /** Completes when as much was taken away as can be. */
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** LOST until it is registered for the first time; written on the lane. */
    private volatile State state = State.LOST;

    /** What others see, or saw last; written on the lane. */
    private volatile ServiceInstance registered;

    /** What they shall see; on the lane, as all that follows. */
    private ServiceInstance wanted;

    private @Nullable Session session;
    private @Nullable CompletableFuture<Session> opening;

    /** A write is under way. */
    private boolean writing;

    private boolean closing;

    /** Who waits for a write that begins from now on. */
    private final List<CompletableFuture<Boolean>> waiting = new ArrayList<>();

    /** Who waits for the write that is under way. */
    private final List<CompletableFuture<Boolean>> riding = new ArrayList<>();

    ClientRegistration(RegistryTools tools, Bytes key, SessionChoice choice, ServiceInstance instance) {
        this.tools = tools;
        this.key = key;
        this.choice = choice;
        this.registered = instance;
        this.wanted = instance;
        this.lane = new Lane(tools.executor());
        this.receiverLane = new Lane(tools.executor());
    }

    CompletableFuture<Registration> start() {
        var unused = opened.whenComplete((done, thrown) -> {
            if (opened.isCancelled()) {
                lane.execute(this::end);
            }
        });
        lane.execute(() -> open(1));
        return opened;
    }

    @Override
    public ServiceInstance instance() {
        return registered;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public KeptLease.Subscription onChange(Consumer<? super State> receiver) {
        receiverLane.execute(() -> receivers.add(receiver));
        return () -> receiverLane.execute(() -> receivers.remove(receiver));
    }

    @Override
    public void update(ServiceInstance changed) {
        if (!changed.id().equals(registered.id())) {
            throw new IllegalArgumentException(
                    "registered is " + registered.id() + ", which can't become " + changed.id());
        }
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        lane.execute(() -> {
            if (state == State.ENDED) {
                written.completeExceptionally(ended());
                return;
            }
            wanted = changed;
            waiting.add(written);
            write(1);
        });
        Blocking.await(written);
    }

    @Override
    public void close() {
        lane.execute(this::end);
        try {
            closed.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a registration ended in an unforeseen way", e);
        }
    }

    private void open(int failures) {
        if (state == State.ENDED || closing) {
            return;
        }
        CompletableFuture<Session> next = choice instanceof SessionChoice.Ours ours
                ? ours.opening().get()
                : CompletableFuture.completedFuture(((SessionChoice.Given) choice).session());
        opening = next;
        var unused = next.whenComplete((open, thrown) -> lane.execute(() -> {
            opening = null;
            if (open != null) {
                hangOn(open);
            } else if (!closing) {
                notOpened(Reasons.of(thrown), failures);
            }
        }));
    }

    private void notOpened(Throwable thrown, int failures) {
        if (!opened.isDone()) {
            fail(thrown);
        } else if (thrown instanceof ClientClosedException) {
            end();
        } else {
            LOG.log(System.Logger.Level.WARNING, "no session to register " + key + " with: " + thrown);
            after(failures, () -> open(failures + 1));
        }
    }

    private void hangOn(Session open) {
        if (closing) {
            if (choice instanceof SessionChoice.Ours) {
                var unused = open.closeAsync();
            }
            return;
        }
        session = open;
        var unused = open.ended().thenAccept(change -> lane.execute(() -> lost(open)));
        write(1);
    }

    /** Writes what is wanted, unless a write is under way, which is followed by another if it did not write that. */
    private void write(int failures) {
        Session now = session;
        if (writing || now == null || closing) {
            return;
        }
        writing = true;
        ServiceInstance value = wanted;
        riding.addAll(waiting);
        waiting.clear();
        CompletableFuture<PutResult> put = tools.kv()
                .async()
                .put(key, InstanceJson.write(value), PutOptions.defaults().lease(now.leaseId()));
        var unused = put.whenComplete((done, thrown) -> lane.execute(() -> {
            writing = false;
            written(now, value, done == null ? Reasons.of(thrown) : null, failures);
        }));
    }

    private void written(Session under, ServiceInstance value, @Nullable Throwable thrown, int failures) {
        if (closing) {
            remove(under, 1);
        } else if (session != under) {
            waiting.addAll(0, riding);
            riding.clear();
            write(1);
        } else if (thrown == null) {
            registered = value;
            List.copyOf(riding).forEach(one -> tellUser(() -> one.complete(true)));
            riding.clear();
            become(State.REGISTERED);
            tellUser(() -> opened.complete(this));
            if (!waiting.isEmpty()) {
                write(1);
            }
        } else {
            notWritten(under, thrown, failures);
        }
    }

    private void notWritten(Session under, Throwable thrown, int failures) {
        if (!opened.isDone()) {
            fail(thrown);
            return;
        }
        boolean update = !riding.isEmpty();
        List.copyOf(riding).forEach(one -> tellUser(() -> one.completeExceptionally(thrown)));
        riding.clear();
        if (waiting.isEmpty()) {
            wanted = registered;
        }
        boolean leaseGone =
                thrown instanceof RefusedException refused && refused.condition() == EtcdError.LEASE_NOT_FOUND;
        if (leaseGone && choice instanceof SessionChoice.Ours) {
            // Revoked elsewhere, which the session will notice only with its next keep-alive.
            var unused = under.closeAsync();
        } else if (!waiting.isEmpty()) {
            write(1);
        } else if (!update || state != State.REGISTERED) {
            LOG.log(System.Logger.Level.WARNING, key + " could not be registered yet: " + thrown);
            after(failures, () -> write(failures + 1));
        }
    }

    private void lost(Session gone) {
        if (session != gone) {
            return;
        }
        session = null;
        if (closing) {
            return;
        }
        if (!opened.isDone()) {
            fail(ended());
        } else if (choice instanceof SessionChoice.Given) {
            end();
        } else {
            become(State.LOST);
            open(1);
        }
    }

    private void fail(Throwable thrown) {
        tellUser(() -> opened.completeExceptionally(thrown));
        end();
    }

    /** The end, from whichever side; on the lane. */
    private void end() {
        if (closing) {
            return;
        }
        closing = true;
        become(State.ENDED);
        List<CompletableFuture<Boolean>> left = new ArrayList<>(riding);
        left.addAll(waiting);
        left.forEach(one -> tellUser(() -> one.completeExceptionally(ended())));
        CompletableFuture<Session> pending = opening;
        if (pending != null && choice instanceof SessionChoice.Ours) {
            pending.cancel(true);
        }
        Session now = session;
        if (now == null) {
            closed.complete(null);
        } else if (!writing) {
            remove(now, 1);
        }
    }

    /** Takes the key away: with our session, or from the session of the user, if it still hangs on that. */
    private void remove(Session under, int failures) {
        if (choice instanceof SessionChoice.Ours) {
            var unused = under.closeAsync().whenComplete((done, thrown) -> closed.complete(null));
            return;
        }
        Txn ifOurs = new Txn(
                List.of(Cmp.lease(KeyRange.single(key)).is(under.leaseId())),
                List.of(Op.delete(KeyRange.single(key))),
                List.of());
        var unused = tools.kv()
                .async()
                .commit(ifOurs)
                .whenComplete((done, thrown) -> lane.execute(() -> {
                    closed.complete(null);
                    if (done == null && under.state().isLive()) {
                        after(failures, () -> remove(under, failures + 1));
                    }
                }));
    }

    private void after(int failures, Runnable next) {
        var unused = tools.pause().apply(failures).thenRun(() -> lane.execute(next));
    }

    private void become(State next) {
        if (state == next || state == State.ENDED) {
            return;
        }
        state = next;
        receiverLane.execute(() -> {
            for (Consumer<? super State> receiver : List.copyOf(receivers)) {
                try {
                    receiver.accept(next);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "a receiver of changes of " + key + " failed", e);
                }
            }
        });
    }

    /** What depends on a future of ours is code of the user. */
    private void tellUser(Runnable completion) {
        receiverLane.execute(completion);
    }

    private static RefusedException ended() {
        return new RefusedException(EtcdError.SESSION_EXPIRED, Outcome.NOT_APPLIED, List.of(), null);
    }
}
