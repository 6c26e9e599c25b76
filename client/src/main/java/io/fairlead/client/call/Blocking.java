package io.fairlead.client.call;

import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.error.Outcome;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waiting for a call. */
public final class Blocking {
    private Blocking() {}

    /**
     * The result of the call, or its failure thrown, that of a file or stream that it reads or writes included. The call's own
     * deadline bounds the wait. An interrupt cancels the call; a write may have been on its way, so that its outcome is
     * unknown.
     */
    public static <T> T await(CompletableFuture<T> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(outcome(call), List.of(), e);
        } catch (ExecutionException e) {
            Throwable failure = CallFuture.unwrap(e.getCause() == null ? e : e.getCause());
            if (failure instanceof FairleadException known) {
                // Thrown from here, the stack shows the caller as well as the thread that answered.
                known.addSuppressed(new CallSite());
                throw known;
            }
            if (failure instanceof UncheckedIOException io) {
                throw io;
            }
            throw new IllegalStateException("a call ended in an unforeseen way", failure);
        }
    }

    private static Outcome outcome(CompletableFuture<?> call) {
        boolean read = call instanceof CallFuture<?> known && known.effect() == Effect.READ;
        return read ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
    }

    /** Carries the stack of the thread that waited. */
    private static final class CallSite extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CallSite() {
            super("the call was made here");
        }
    }
}
