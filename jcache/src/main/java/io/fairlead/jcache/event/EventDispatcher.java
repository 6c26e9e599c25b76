package io.fairlead.jcache.event;

import io.fairlead.api.DeadlineExceededException;
import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.store.CacheStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import javax.cache.Cache;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryListenerException;

/**
 * The listeners of one cache in this process. They hear of the changes that any process made, each once, in the order of
 * revisions; see the sign of this room. Safe to share between threads.
 */
public final class EventDispatcher<K, V> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventDispatcher.class.getName());

    /** How far a durable cursor may lag behind its listener, and the pause before the cluster is tried again. */
    private static final long MOMENT_MILLIS = 500;

    private final CacheStore store;
    private final Narrator<K, V> narrator;
    private final LongConsumer heard;
    private final Duration patience;
    private final Executor executor;
    private final Executor later;
    private final Map<CacheEntryListenerConfiguration<K, V>, Registration<K, V>> registrations =
            new ConcurrentHashMap<>();

    /** The durable names in use, each with its registration. */
    private final Map<String, Registration<K, V>> durable = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /**
     * A dispatcher without listeners, which costs nothing.
     *
     * @param source the cache, as the events name it
     * @param heard told each revision before the listeners are: what a listener reads through the cache is not to be older than
     *     what it was told
     * @param patience how long a writer waits for synchronous listeners
     * @param executor where blocking work of this room is done
     */
    public EventDispatcher(
            CacheStore store,
            Codec<K> keys,
            Codec<V> values,
            Cache<K, V> source,
            LongConsumer heard,
            Duration patience,
            Executor executor) {
        this(
                store,
                new Narrator<>(source, keys, values),
                heard,
                patience,
                executor,
                CompletableFuture.delayedExecutor(MOMENT_MILLIS, TimeUnit.MILLISECONDS, executor));
    }

    EventDispatcher(
            CacheStore store,
            Narrator<K, V> narrator,
            LongConsumer heard,
            Duration patience,
            Executor executor,
            Executor later) {
        this.store = store;
        this.narrator = narrator;
        this.heard = heard;
        this.patience = patience;
        this.executor = executor;
        this.later = later;
    }

    /**
     * Makes a listener and tells it of everything that happens after this call has returned, and of nothing that was done before
     * it began.
     *
     * @throws IllegalArgumentException if an equal configuration is registered
     * @throws io.fairlead.api.FairleadException if the cluster can't be reached; nothing is registered then
     */
    public void register(CacheEntryListenerConfiguration<K, V> configuration) {
        register(configuration, Optional.empty());
    }

    /**
     * As {@link #register}, under a name that outlives this process: the listener is told of everything behind the point where
     * the last one of this name stopped. After a close that is exactly the next change; after a crash the changes of about the
     * last second are told again, see {@link FairleadEvent#revision()}. What has been compacted meanwhile is a {@link
     * CacheGapEvent}.
     *
     * <p>One process at a time should use a name. If two do, both hear everything, and the next one begins where either of them
     * was.
     *
     * @throws IllegalArgumentException if the name is in use here, or an equal configuration is registered
     * @throws io.fairlead.api.FairleadException if the cluster can't be reached; nothing is registered then
     */
    public void registerDurable(String name, CacheEntryListenerConfiguration<K, V> configuration) {
        register(configuration, Optional.of(name));
    }

    private void register(CacheEntryListenerConfiguration<K, V> configuration, Optional<String> name) {
        Registration<K, V> registration = new Registration<>(
                store,
                narrator,
                heard,
                configuration,
                name.map(durableName -> new Cursor(store, durableName, later)),
                executor,
                later);
        try {
            enter(configuration, name, registration);
            registration.start();
        } catch (RuntimeException e) {
            leave(registration);
            throw e;
        }
        if (closed) {
            leave(registration);
        }
    }

    private void enter(
            CacheEntryListenerConfiguration<K, V> configuration,
            Optional<String> name,
            Registration<K, V> registration) {
        if (registrations.putIfAbsent(configuration, registration) != null) {
            throw new IllegalArgumentException("a listener is already registered with this configuration");
        }
        if (name.isPresent() && durable.putIfAbsent(name.get(), registration) != null) {
            throw new IllegalArgumentException("a listener with the durable name " + name.get() + " is registered");
        }
    }

    private void leave(Registration<K, V> registration) {
        registrations.values().remove(registration);
        durable.values().remove(registration);
        Failures failed = new Failures();
        registration.close(patience, failed);
        failed.first().ifPresent(failure -> LOG.log(System.Logger.Level.WARNING, "a listener does not close", failure));
    }

    /**
     * Ends a registration and closes its listener: once this returns, it is not called any more. The cursor of a durable one
     * stays. Does nothing if there is none with this configuration.
     */
    public void deregister(CacheEntryListenerConfiguration<K, V> configuration) {
        Registration<K, V> registration = registrations.get(configuration);
        if (registration != null) {
            leave(registration);
        }
    }

    /**
     * Deletes the cursor of a durable name: the next listener of this name begins with what happens then.
     *
     * @throws IllegalStateException if a listener of this name is registered here
     */
    public void forgetDurable(String name) {
        if (durable.containsKey(name)) {
            throw new IllegalStateException("a listener with the durable name " + name + " is registered");
        }
        store.deleteBeside(List.of(store.keys().cursor(name)));
    }

    /**
     * Waits until the synchronous listeners that are registered here have returned from what was written at this revision. To be called
     * for each revision that was written. Returns at once where there are none, and inside a listener, which would wait for
     * itself.
     *
     * @throws CacheEntryListenerException if one of them failed, or does not return in time; the change is made all the same
     * @throws io.fairlead.api.InterruptedCallException if the thread is interrupted
     */
    public void awaitDelivered(long revision) {
        if (registrations.isEmpty() || ListenerCall.isUnderWay()) {
            return;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        Failures failed = new Failures();
        for (Registration<K, V> registration : registrations.values()) {
            if (registration.isSynchronous()) {
                await(registration, revision, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                registration.failureAt(revision).ifPresent(failed::add);
            }
        }
        failed.first().ifPresent(failure -> {
            throw failure;
        });
    }

    private void await(Registration<K, V> registration, long revision, Duration atMost) {
        try {
            registration.awaitTold(revision, atMost);
        } catch (DeadlineExceededException e) {
            throw new CacheEntryListenerException(
                    "the change is made, but a synchronous listener has not returned within " + patience.toMillis()
                            + " ms",
                    e);
        }
    }

    /** Ends all registrations, as {@link #deregister} does. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        registrations.values().forEach(this::leave);
    }
}
