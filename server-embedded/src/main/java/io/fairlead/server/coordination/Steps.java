package io.fairlead.server.coordination;

import io.fairlead.api.error.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * One thing after another, each on the call's executor, until one is refused.
 *
 * @param executor runs one thing at a time
 */
record Steps(Executor executor) {
    <T, R> CompletableFuture<Answer<R>> then(
            CompletableFuture<Answer<T>> first, Function<? super T, CompletableFuture<Answer<R>>> next) {
        return first.thenComposeAsync(
                answer -> answer instanceof Answer.Refused<T> refused
                        ? CompletableFuture.completedFuture(Answer.refused(refused.error()))
                        : next.apply(((Answer.Ok<T>) answer).value()),
                executor);
    }

    /** Goes on with what a loop of the node has told. */
    void go(Runnable next) {
        try {
            executor.execute(next);
        } catch (RejectedExecutionException e) {
            // Reception has closed for good, and ended every call before it did: nobody waits for this one.
            System.getLogger(Steps.class.getName()).log(System.Logger.Level.DEBUG, "told too late", e);
        }
    }

    static <T> CompletableFuture<Answer<T>> done(T value) {
        return CompletableFuture.completedFuture(Answer.ok(value));
    }
}
