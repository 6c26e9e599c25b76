package io.fairlead.client.recipe.line;

import io.fairlead.api.Bytes;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.concurrency.Hold;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.error.Outcome;
import io.fairlead.client.recipe.basis.Reasons;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * A line as one session sees it, and how to stand in it. Whoever does not get a hold out of a future, because it was cancelled,
 * timed out or interrupted, leaves the line. Safe to share between threads.
 */
public final class Line {
    private final LineTools tools;
    private final Session session;
    private final Rule rule;

    public Line(LineTools tools, Session session, Rule rule) {
        this.tools = tools;
        this.session = session;
        this.rule = rule;
    }

    /** Waits without limit. */
    public <H extends Hold> CompletableFuture<H> join(Bytes value, Function<LineHold.Entry, H> make) {
        CompletableFuture<H> joined = new CompletableFuture<>();
        Contender contender = new Contender(tools, session, rule, value, false);
        var unused = contender.entered().whenComplete((token, thrown) -> {
            if (thrown != null) {
                joined.completeExceptionally(Reasons.of(thrown));
            } else {
                hand(make.apply(new LineHold.Entry(contender, token.orElseThrow())), joined);
            }
        });
        var ignored = joined.whenComplete((hold, thrown) -> {
            if (thrown != null) {
                contender.leave();
            }
        });
        contender.start();
        return joined;
    }

    /** Waits at most so long; with no time at all as {@link #joinAtOnce}. */
    public <H extends Hold> CompletableFuture<Optional<H>> join(
            Bytes value, Duration timeout, Function<LineHold.Entry, H> make) {
        if (timeout.isZero() || timeout.isNegative()) {
            return joinAtOnce(value, make);
        }
        CompletableFuture<Optional<H>> result = new CompletableFuture<>();
        CompletableFuture<H> joined = join(value, make);
        CompletableFuture<Void> alarm = tools.after(timeout);
        var unused = alarm.thenRun(() -> result.complete(Optional.empty()));
        var ignored = joined.whenComplete((hold, thrown) -> {
            if (hold == null) {
                result.completeExceptionally(Reasons.of(thrown));
            } else if (!result.complete(Optional.of(hold))) {
                giveUp(hold);
            }
        });
        var unusedEnd = result.whenComplete((hold, thrown) -> {
            alarm.cancel(false);
            joined.cancel(true);
        });
        return result;
    }

    /** Goes away if it is not our turn at once. */
    public <H extends Hold> CompletableFuture<Optional<H>> joinAtOnce(Bytes value, Function<LineHold.Entry, H> make) {
        CompletableFuture<Optional<H>> joined = new CompletableFuture<>();
        Contender contender = new Contender(tools, session, rule, value, true);
        var unused = contender.entered().whenComplete((token, thrown) -> {
            if (thrown != null) {
                joined.completeExceptionally(Reasons.of(thrown));
            } else if (token.isEmpty()) {
                joined.complete(Optional.empty());
            } else {
                H hold = make.apply(new LineHold.Entry(contender, token.getAsLong()));
                if (!joined.complete(Optional.of(hold))) {
                    giveUp(hold);
                }
            }
        });
        var ignored = joined.whenComplete((hold, thrown) -> {
            if (thrown != null) {
                contender.leave();
            }
        });
        contender.start();
        return joined;
    }

    /** Waits for one of the futures above; an interrupt leaves the line. */
    public static <T> T await(CompletableFuture<T> joining) {
        try {
            return joining.get();
        } catch (InterruptedException e) {
            if (!joining.cancel(true)) {
                // It came in the same moment.
                var unused = joining.thenAccept(Line::discard);
            }
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(Outcome.NOT_APPLIED, List.of(), e);
        } catch (ExecutionException e) {
            if (Reasons.of(e) instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("a place in a line ended in an unforeseen way", e);
        }
    }

    private static void discard(Object result) {
        if (result instanceof Hold hold) {
            giveUp(hold);
        } else if (result instanceof Optional<?> maybe) {
            maybe.ifPresent(Line::discard);
        }
    }

    private static <H extends Hold> void hand(H hold, CompletableFuture<H> to) {
        if (!to.complete(hold)) {
            giveUp(hold);
        }
    }

    private static void giveUp(Hold hold) {
        var unused = hold.release();
    }
}
