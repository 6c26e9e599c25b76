package io.fairlead.client.namespace;

import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Effect;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;

/** Results that arrive later, changed on the way. */
final class Mapped {
    private Mapped() {}

    /**
     * What {@code call} gives, changed; cancelling reaches the call. What the making of the call throws, the future fails with.
     */
    static <A, R> CompletableFuture<R> later(
            Effect effect, Supplier<CompletableFuture<A>> call, Function<? super A, ? extends R> change) {
        CallFuture<R> mapped = new CallFuture<>(effect);
        CompletableFuture<A> made;
        try {
            made = call.get();
        } catch (RuntimeException e) {
            mapped.completeExceptionally(e);
            return mapped;
        }
        mapped.follow(made, (value, thrown) -> {
            if (thrown != null) {
                mapped.completeExceptionally(thrown);
            } else if (value != null) {
                mapped.complete(change.apply(value));
            }
        });
        return mapped;
    }

    /** What {@code source} publishes, changed one by one. */
    static <A, R> Flow.Publisher<R> published(Flow.Publisher<A> source, Function<? super A, ? extends R> change) {
        return subscriber -> source.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscriber.onSubscribe(subscription);
            }

            @Override
            public void onNext(A item) {
                subscriber.onNext(change.apply(item));
            }

            @Override
            public void onError(Throwable failure) {
                subscriber.onError(failure);
            }

            @Override
            public void onComplete() {
                subscriber.onComplete();
            }
        });
    }
}
