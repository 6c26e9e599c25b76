package io.fairlead.client.token;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks what the user gave us to ask, on the thread where users' code runs. */
final class UserCode {
    private UserCode() {}

    /** What {@code supplier} gives; fails with a {@link FairleadException} whatever it throws. */
    static <T> CompletableFuture<T> supply(Executor executor, String what, Supplier<T> supplier) {
        CompletableFuture<T> supplied = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    supplied.complete(supplier.get());
                } catch (RuntimeException e) {
                    // Not the words of the failure: they might hold the secret.
                    supplied.completeExceptionally(new UnavailableException(
                            "the supplier of the " + what + " failed with "
                                    + e.getClass().getName(),
                            Outcome.NOT_APPLIED,
                            List.of(),
                            e));
                }
            });
        } catch (RejectedExecutionException closed) {
            supplied.completeExceptionally(new ClientClosedException(Outcome.NOT_APPLIED, List.of()));
        }
        return supplied;
    }

    static Throwable reason(@Nullable Throwable failed) {
        return failed == null ? new IllegalStateException("neither a value nor a failure") : failed;
    }
}
