package io.fairlead.jcache.event;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.Factory;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;
import org.jspecify.annotations.Nullable;

/** The listener of one registration with its filter. Called by one thread at a time. */
final class Audience<K, V> {
    private final CacheEntryListener<? super K, ? super V> listener;
    private final @Nullable CacheEntryEventFilter<? super K, ? super V> filter;

    private Audience(
            CacheEntryListener<? super K, ? super V> listener,
            @Nullable CacheEntryEventFilter<? super K, ? super V> filter) {
        this.listener = listener;
        this.filter = filter;
    }

    /** A listener and a filter as the configuration's factories make them. */
    static <K, V> Audience<K, V> of(CacheEntryListenerConfiguration<K, V> configuration) {
        CacheEntryListener<? super K, ? super V> listener =
                configuration.getCacheEntryListenerFactory().create();
        Factory<CacheEntryEventFilter<? super K, ? super V>> filters = configuration.getCacheEntryEventFilterFactory();
        return new Audience<>(listener, filters == null ? null : filters.create());
    }

    /** Whether the listener is one for events of this type. */
    boolean hears(EventType type) {
        return switch (type) {
            case CREATED -> listener instanceof CacheEntryCreatedListener;
            case UPDATED -> listener instanceof CacheEntryUpdatedListener;
            case REMOVED -> listener instanceof CacheEntryRemovedListener;
            case EXPIRED -> listener instanceof CacheEntryExpiredListener;
        };
    }

    boolean hearsGaps() {
        return listener instanceof CacheGapListener;
    }

    void tell(CacheGapEvent gap, Failures failures) {
        if (listener instanceof CacheGapListener<?, ?> wantsToKnow) {
            failures.collect(() -> ListenerCall.run(() -> wantsToKnow.onGap(gap)));
        }
    }

    /**
     * Tells the events of one revision that pass the filter, in their order: those of one type that follow each other in one
     * call. What fails keeps nothing else from being told.
     *
     * @param wanted asked before each call: nobody is to be told anything once this is false
     * @return whether nothing was left untold for that
     */
    boolean tell(List<FairleadEvent<K, V>> events, BooleanSupplier wanted, Failures failures) {
        boolean told = true;
        List<CacheEntryEvent<? extends K, ? extends V>> together = new ArrayList<>();
        for (FairleadEvent<K, V> event : events) {
            if (!passes(event, failures)) {
                continue;
            }
            if (!together.isEmpty() && together.get(0).getEventType() != event.getEventType()) {
                told &= call(together, wanted, failures);
                together = new ArrayList<>();
            }
            together.add(event);
        }
        return (together.isEmpty() || call(together, wanted, failures)) && told;
    }

    private boolean passes(FairleadEvent<K, V> event, Failures failures) {
        if (filter == null) {
            return true;
        }
        boolean[] passes = {false};
        failures.collect(() -> ListenerCall.run(() -> passes[0] = filter.evaluate(event)));
        return passes[0];
    }

    private boolean call(
            List<CacheEntryEvent<? extends K, ? extends V>> events, BooleanSupplier wanted, Failures failures) {
        if (!wanted.getAsBoolean()) {
            return false;
        }
        failures.collect(() -> ListenerCall.run(() -> call(events)));
        return true;
    }

    // A listener of anything above K and V is one of K and V: it takes them, and gives none.
    @SuppressWarnings("unchecked")
    private void call(List<CacheEntryEvent<? extends K, ? extends V>> events) {
        switch (events.get(0).getEventType()) {
            case CREATED -> ((CacheEntryCreatedListener<K, V>) listener).onCreated(events);
            case UPDATED -> ((CacheEntryUpdatedListener<K, V>) listener).onUpdated(events);
            case REMOVED -> ((CacheEntryRemovedListener<K, V>) listener).onRemoved(events);
            case EXPIRED -> ((CacheEntryExpiredListener<K, V>) listener).onExpired(events);
        }
    }

    /** Closes listener and filter, those that can be. */
    void close(Failures failures) {
        for (Object custom : filter == null ? List.of(listener) : List.of(listener, filter)) {
            if (custom instanceof Closeable closeable) {
                failures.collect(() -> {
                    try {
                        closeable.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }
}
