package io.fairlead.client.recipe.line;

import io.fairlead.api.Bytes;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.KeyRange;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.TxnResult;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.watch.WatchEvent;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.client.call.Lane;
import io.fairlead.client.recipe.basis.Reasons;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what a {@link Place} says. The place is touched on the lane alone; the futures complete on the executor, where
 * whoever depends on them may block.
 */
public final class Contender {
    private final LineTools tools;
    private final Session session;
    private final OpenPlaces.Numbered numbered;
    private final Lane lane;

    /** On the lane. */
    private final Place place;

    /** Of the watch under way, or done if there is none; on the lane. */
    private CompletableFuture<WatchHandle> watch = new CompletableFuture<>();

    /** Of the pause under way; on the lane. */
    private CompletableFuture<Void> pause = new CompletableFuture<>();

    /** Hears of the session's end; on the lane. */
    private KeptLease.@Nullable Subscription subscription;

    /** The fencing token, or empty if it was not our turn at once; fails if it never will be. */
    private final CompletableFuture<OptionalLong> entered = new CompletableFuture<>();

    /** Why the hold was lost; never completes if it was given back before. */
    private final CompletableFuture<String> lost = new CompletableFuture<>();

    /** The first answer to our leaving has come, good or bad. */
    private final CompletableFuture<Void> leavingAnswered = new CompletableFuture<>();

    private final CompletableFuture<Void> left = new CompletableFuture<>();

    Contender(LineTools tools, Session session, Rule rule, Bytes value, boolean atOnce) {
        this.tools = tools;
        this.session = session;
        this.numbered = tools.places().take(rule.prefix(), session.leaseId());
        this.lane = new Lane(tools.executor());
        this.place = new Place(new Ticket(numbered.key(), value, session.leaseId(), rule, atOnce));
    }

    Bytes key() {
        return numbered.key();
    }

    /** Whose lease the key hangs on. */
    public Session session() {
        return session;
    }

    /** Where users' code runs. */
    Executor executor() {
        return tools.executor();
    }

    CompletableFuture<OptionalLong> entered() {
        return entered;
    }

    CompletableFuture<String> lost() {
        return lost;
    }

    CompletableFuture<Void> leavingAnswered() {
        return leavingAnswered;
    }

    CompletableFuture<Void> left() {
        return left;
    }

    /** Steps into the line. */
    void start() {
        if (!tools.places().add(this)) {
            abandon();
            return;
        }
        lane.execute(() -> {
            subscription = session.onChange(change -> {
                if (!change.state().isLive()) {
                    turn(() -> place.sessionEnded(change.reason()));
                }
            });
            if (session.state().isLive()) {
                carryOut(place.start());
            } else {
                carryOut(place.sessionEnded("the session has ended"));
            }
        });
    }

    /** Gives the place up, or the hold back. */
    void leave() {
        turn(place::leave);
    }

    /** The client is closed. Nothing runs on the lane any more, or will soon stop to. */
    void abandon() {
        entered.completeExceptionally(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
        lost.complete("the client was closed");
        left.complete(null);
        leavingAnswered.complete(null);
    }

    private void turn(Supplier<List<Action>> event) {
        lane.execute(() -> carryOut(event.get()));
    }

    private void carryOut(List<Action> actions) {
        for (Action action : actions) {
            if (action instanceof Action.Commit commit) {
                commit(commit);
            } else if (action instanceof Action.Watch wanted) {
                watch(wanted);
            } else if (action instanceof Action.StopWatch) {
                stopWatch();
            } else if (action instanceof Action.Pause wanted) {
                pause = tools.pause(wanted.failures());
                var unused = pause.thenRun(() -> turn(() -> place.woken(wanted.step())));
            } else if (action instanceof Action.Entered turn) {
                later(() -> entered.complete(OptionalLong.of(turn.createRevision())));
            } else if (action instanceof Action.NotEntered) {
                later(() -> entered.complete(OptionalLong.empty()));
            } else if (action instanceof Action.Failed failed) {
                later(() -> entered.completeExceptionally(failed.reason()));
            } else if (action instanceof Action.Lost gone) {
                later(() -> lost.complete(gone.reason()));
            } else if (action instanceof Action.Postponed) {
                later(() -> leavingAnswered.complete(null));
            } else if (action instanceof Action.Left) {
                later(() -> {
                    left.complete(null);
                    leavingAnswered.complete(null);
                });
            } else {
                finish();
            }
        }
    }

    private void commit(Action.Commit commit) {
        CompletableFuture<TxnResult> call = tools.kv().async().commit(commit.txn());
        var unused = call.whenComplete((result, thrown) -> turn(() -> thrown == null
                ? place.committed(commit.step(), result)
                : place.failed(commit.step(), asFailure(thrown))));
    }

    private void watch(Action.Watch wanted) {
        WatchOptions from = WatchOptions.from(wanted.from());
        WatchOptions options = wanted.deletions() ? from.withoutPuts() : from.withoutDeletes();
        CompletableFuture<WatchHandle> starting = startWatch(wanted.range(), options, wanted.step());
        watch = starting;
        var unused = starting.thenCompose(WatchHandle::done)
                .whenComplete((nothing, thrown) ->
                        turn(() -> place.watchEnded(wanted.step(), thrown == null ? null : Reasons.of(thrown))));
    }

    private CompletableFuture<WatchHandle> startWatch(KeyRange range, WatchOptions options, long step) {
        return tools.watches().async().watch(range, options, batch -> {
            List<WatchEvent> events = batch.events();
            turn(() -> place.changed(step, events));
        });
    }

    private void stopWatch() {
        CompletableFuture<WatchHandle> stopped = watch;
        watch = new CompletableFuture<>();
        if (!stopped.cancel(true)) {
            var unused = stopped.thenAccept(WatchHandle::close);
        }
    }

    private void finish() {
        pause.cancel(false);
        KeptLease.Subscription heard = subscription;
        if (heard != null) {
            heard.close();
        }
        tools.places().remove(this, numbered);
    }

    /** Outside the lane, so that what depends on our futures may wait for something that happens on the lane. */
    private void later(Runnable task) {
        try {
            tools.executor().execute(task);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }

    private static FairleadException asFailure(Throwable thrown) {
        Throwable reason = Reasons.of(thrown);
        return reason instanceof FairleadException known
                ? known
                : new UnexpectedStatusException(String.valueOf(reason), Outcome.UNKNOWN, List.of(), reason);
    }
}
