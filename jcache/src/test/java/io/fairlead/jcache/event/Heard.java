package io.fairlead.jcache.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryListenerException;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import javax.cache.event.EventType;

/** Everything one listener hears of a cache, in the order it does, until somebody writes the key {@link #END}. */
final class Heard
        implements CacheEntryCreatedListener<String, String>,
                CacheEntryUpdatedListener<String, String>,
                CacheEntryRemovedListener<String, String> {
    static final String END = "end";
    private static final long PATIENCE_SECONDS = 120;

    /** One event. */
    record Event(long revision, EventType type, String key, String value) {}

    /** Guarded by this. */
    private final List<Event> events = new ArrayList<>();

    private boolean ended;

    /** Listens to this cache, asynchronously. */
    static Heard of(Cache<String, String> cache) {
        Heard heard = new Heard();
        cache.registerCacheEntryListener(new MutableCacheEntryListenerConfiguration<>(() -> heard, null, false, false));
        return heard;
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> heard)
            throws CacheEntryListenerException {
        heard.forEach(this::add);
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> heard)
            throws CacheEntryListenerException {
        heard.forEach(this::add);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> heard)
            throws CacheEntryListenerException {
        heard.forEach(this::add);
    }

    private synchronized void add(CacheEntryEvent<? extends String, ? extends String> event) {
        String value = event.getEventType() == EventType.REMOVED ? "" : event.getValue();
        long revision = event.unwrap(FairleadEvent.class).revision();
        events.add(new Event(revision, event.getEventType(), event.getKey(), value));
        ended |= event.getKey().equals(END);
        notifyAll();
    }

    /** Waits until it has heard so many events. */
    synchronized void await(int count) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (events.size() < count) {
            pause(deadline);
        }
    }

    /** Everything it has heard when it has heard the end. */
    synchronized List<Event> all() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!ended) {
            pause(deadline);
        }
        return List.copyOf(events);
    }

    private void pause(long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new IllegalStateException("no more than " + events.size() + " events are heard");
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
    }

    /** What tells one sequence of events from another. */
    static String digest(List<Event> events) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Event event : events) {
                digest.update(event.toString().getBytes(StandardCharsets.UTF_8));
            }
            return events.size() + " " + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
