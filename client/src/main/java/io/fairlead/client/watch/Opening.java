package io.fairlead.client.watch;

import io.fairlead.api.Attempt;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.error.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A watch that no member has taken up yet, and who waits for that. */
final class Opening {
    private final CompletableFuture<Long> taken;
    private final Executor executor;

    /** Touched on the mux's lane alone. */
    private final List<Attempt> attempts = new ArrayList<>(1);

    private @Nullable Alarm deadline;

    /**
     * A watch somebody waits for.
     *
     * @param taken completed with the first revision the watch covers
     * @param executor where it is completed: what hangs on it must not hold up the mux
     */
    Opening(CompletableFuture<Long> taken, Executor executor) {
        this.taken = taken;
        this.executor = executor;
    }

    void endsWith(Alarm timer) {
        deadline = timer;
    }

    void failedAt(Attempt attempt) {
        attempts.add(attempt);
    }

    List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    DeadlineExceededException outOfTime() {
        return new DeadlineExceededException(Outcome.NOT_APPLIED, attempts(), null);
    }

    void succeed(long startRevision) {
        finish(() -> taken.complete(startRevision));
    }

    void fail(Throwable why) {
        finish(() -> taken.completeExceptionally(why));
    }

    private void finish(Runnable completion) {
        if (deadline != null) {
            deadline.cancel();
        }
        try {
            executor.execute(completion);
        } catch (RejectedExecutionException closed) {
            completion.run();
        }
    }
}
