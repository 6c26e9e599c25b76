package io.fairlead.client.namespace;

import io.fairlead.api.KeyRange;
import io.fairlead.api.watch.AsyncWatches;
import io.fairlead.api.watch.WatchBatch;
import io.fairlead.api.watch.WatchHandle;
import io.fairlead.api.watch.WatchIterator;
import io.fairlead.api.watch.WatchOptions;
import io.fairlead.api.watch.Watches;
import io.fairlead.client.call.Effect;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Watches over a namespace. */
public final class NamespacedWatches implements Watches {
    private final Watches store;
    private final Namespace namespace;
    private final Insider insider;

    public NamespacedWatches(Watches store, Namespace namespace) {
        this.store = store;
        this.namespace = namespace;
        this.insider = new Insider(namespace);
    }

    @Override
    public WatchHandle watch(KeyRange range, WatchOptions options, Consumer<? super WatchBatch> receiver) {
        return store.watch(namespace.watched(range), options, batch -> receiver.accept(insider.batch(batch)));
    }

    @Override
    public WatchIterator iterate(KeyRange range, WatchOptions options) {
        return new Batches(store.iterate(namespace.watched(range), options));
    }

    @Override
    public Flow.Publisher<WatchBatch> publisher(KeyRange range, WatchOptions options) {
        return Mapped.published(store.publisher(namespace.watched(range), options), insider::batch);
    }

    @Override
    public AsyncWatches async() {
        AsyncWatches later = store.async();
        return (range, options, receiver) -> Mapped.later(
                Effect.READ,
                () -> later.watch(namespace.watched(range), options, batch -> receiver.accept(insider.batch(batch))),
                handle -> handle);
    }

    private final class Batches implements WatchIterator {
        private final WatchIterator batches;

        Batches(WatchIterator batches) {
            this.batches = batches;
        }

        @Override
        public long startRevision() {
            return batches.startRevision();
        }

        @Override
        public WatchBatch take() {
            return insider.batch(batches.take());
        }

        @Override
        public Optional<WatchBatch> poll(Duration timeout) {
            return batches.poll(timeout).map(insider::batch);
        }

        @Override
        public void close() {
            batches.close();
        }
    }
}
