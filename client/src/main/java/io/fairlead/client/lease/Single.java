package io.fairlead.client.lease;

import io.fairlead.api.Attempt;
import io.fairlead.api.FairleadException;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Somebody who waits for a single answer to a keep-alive. All but the future is touched on the lane of {@link KeepAlives}
 * alone; the future completes on the client's executor.
 */
final class Single<T> {
    /** Failed tries that are named when no answer comes. */
    private static final int ATTEMPTS_MAX = 32;

    /** What becomes of the answer; called on the lane. */
    interface OnAnswer<T> {
        T apply(LeaseKeepAliveResponse response, long sentNanos);
    }

    private final CallFuture<T> future = new CallFuture<>(Effect.IDEMPOTENT);
    private final Executor executor;
    private final long deadlineNanos;
    private final long timeoutNanos;
    private final OnAnswer<T> result;
    private final Consumer<T> unwanted;
    private final List<Attempt> attempts = new ArrayList<>();

    /** @param unwanted gets the result if nobody wants it any more when it is there */
    Single(Executor executor, long nowNanos, long timeoutNanos, OnAnswer<T> result, Consumer<T> unwanted) {
        this.executor = executor;
        this.deadlineNanos = nowNanos + timeoutNanos;
        this.timeoutNanos = timeoutNanos;
        this.result = result;
        this.unwanted = unwanted;
    }

    CallFuture<T> future() {
        return future;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** A stream ended while the answer was wanted. */
    void failedAt(Attempt attempt) {
        if (attempts.size() < ATTEMPTS_MAX) {
            attempts.add(attempt);
        }
    }

    void succeed(LeaseKeepAliveResponse response, long sentNanos) {
        T value = result.apply(response, sentNanos);
        complete(() -> {
            if (!future.complete(value)) {
                unwanted.accept(value);
            }
        });
    }

    void fail(FairleadException why) {
        complete(() -> future.completeExceptionally(why));
    }

    private void complete(Runnable completion) {
        try {
            executor.execute(completion);
        } catch (RejectedExecutionException closed) {
            completion.run();
        }
    }
}
