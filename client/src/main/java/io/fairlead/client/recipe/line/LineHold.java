package io.fairlead.client.recipe.line;

import io.fairlead.api.Bytes;
import io.fairlead.api.KeyRange;
import io.fairlead.api.concurrency.Hold;
import io.fairlead.api.concurrency.HoldLostException;
import io.fairlead.api.kv.Cmp;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A place whose turn has come: one handle of it, or one of several. */
public class LineHold implements Hold {
    private final Entry entry;
    private final Contender contender;

    /** Handles that have not been given back; shared by all of this place. */
    private final AtomicInteger handles;

    /** This handle was given back. */
    private final AtomicBoolean given = new AtomicBoolean();

    /**
     * What a hold is made of.
     *
     * @param contender who has entered
     * @param fencingToken with which token
     */
    public record Entry(Contender contender, long fencingToken) {}

    protected LineHold(Entry entry) {
        this.entry = entry;
        this.contender = entry.contender();
        this.handles = new AtomicInteger(1);
    }

    /** Another handle of the same place. */
    protected LineHold(LineHold other) {
        this.entry = other.entry;
        this.contender = other.contender;
        this.handles = other.handles;
        if (!other.isValid() || handles.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw other.lostException(null);
        }
    }

    @Override
    public final Bytes key() {
        return contender.key();
    }

    @Override
    public final long fencingToken() {
        return entry.fencingToken();
    }

    @Override
    public final Cmp guard() {
        return Cmp.createRevision(KeyRange.single(key())).is(fencingToken());
    }

    @Override
    public final boolean isValid() {
        return !validFor().isZero();
    }

    @Override
    public final Duration validFor() {
        return given.get() || contender.lost().isDone()
                ? Duration.ZERO
                : contender.session().validFor();
    }

    @Override
    public final void onLost(Runnable action) {
        var unused = contender
                .lost()
                .thenRunAsync(
                        () -> {
                            if (!given.get()) {
                                action.run();
                            }
                        },
                        contender.executor());
    }

    @Override
    public final CompletableFuture<Void> release() {
        if (given.compareAndSet(false, true) && handles.decrementAndGet() == 0) {
            contender.leave();
        }
        return handles.get() == 0 ? contender.left().copy() : CompletableFuture.completedFuture(null);
    }

    @Override
    public final void close() {
        if (given.get()) {
            return;
        }
        var unused = release();
        if (handles.get() > 0) {
            return;
        }
        try {
            contender.leavingAnswered().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("this future never fails", e);
        }
    }

    /** True if this was not given back, and is not valid all the same. */
    final boolean isLost() {
        return !given.get() && !isValid();
    }

    /** Says that, and why, this can't be relied on. */
    protected final HoldLostException lostException(@Nullable Throwable cause) {
        String reason = given.get()
                ? "it was given back"
                : contender.lost().getNow("the session lives no longer, as far as this process can know");
        return new HoldLostException(fencingToken(), key() + " is not held any more: " + reason, cause);
    }

    protected final Contender contender() {
        return contender;
    }
}
