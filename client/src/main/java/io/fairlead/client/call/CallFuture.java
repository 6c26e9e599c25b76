package io.fairlead.client.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A future whose cancellation breaks off what it waits for. */
public final class CallFuture<T> extends CompletableFuture<T> {
    private final Effect effect;

    /** What {@link #cancel} runs; written by the thread that drives the call. Guarded by this. */
    private @Nullable Runnable breaker;

    public CallFuture(Effect effect) {
        this.effect = effect;
    }

    /** What the call that is waited for may do. */
    Effect effect() {
        return effect;
    }

    /** What to do when this future is cancelled; at once, if it already is. */
    public void onCancel(Runnable action) {
        synchronized (this) {
            breaker = action;
        }
        if (isCancelled()) {
            action.run();
        }
    }

    /** Waits for {@code stage} as part of this future: cancelling this cancels that; {@code next} gets its end, unwrapped. */
    public <S> void follow(
            CompletableFuture<S> stage, BiConsumer<? super @Nullable S, ? super @Nullable Throwable> next) {
        onCancel(() -> stage.cancel(true));
        CompletionStage<S> ignored = stage.whenComplete((value, thrown) -> {
            if (!isDone()) {
                try {
                    next.accept(value, thrown == null ? null : unwrap(thrown));
                } catch (RuntimeException e) {
                    completeExceptionally(e);
                }
            }
        });
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        Runnable action;
        synchronized (this) {
            action = breaker;
        }
        if (cancelled && action != null) {
            action.run();
        }
        return cancelled;
    }

    /** The failure itself, without the wrappers that futures put around it. */
    public static Throwable unwrap(Throwable thrown) {
        Throwable inner = thrown;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
