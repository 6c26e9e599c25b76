package io.fairlead.jcache.event;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import javax.cache.configuration.CacheEntryListenerConfiguration;
import javax.cache.configuration.MutableCacheEntryListenerConfiguration;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryEventFilter;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;
import org.jspecify.annotations.Nullable;

/**
 * A listener that writes down each call: {@code 12 UPDATED a=new<old b=new}, and a gap as {@code gap 5-9}. It can be made to do
 * something in each call.
 */
final class Tape
        implements CacheEntryCreatedListener<String, String>,
                CacheEntryUpdatedListener<String, String>,
                CacheEntryRemovedListener<String, String>,
                CacheEntryExpiredListener<String, String>,
                CacheGapListener<String, String>,
                Closeable {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    /** What it does beside writing down. */
    volatile Consumer<String> also = call -> {};

    volatile boolean closed;

    CacheEntryListenerConfiguration<String, String> asynchronous() {
        return configuration(true, false, null);
    }

    CacheEntryListenerConfiguration<String, String> synchronous() {
        return configuration(true, true, null);
    }

    CacheEntryListenerConfiguration<String, String> configuration(
            boolean oldValueRequired, boolean synchronous, @Nullable CacheEntryEventFilter<String, String> filter) {
        return new MutableCacheEntryListenerConfiguration<>(
                () -> this, filter == null ? null : () -> filter, oldValueRequired, synchronous);
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        write(events);
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        write(events);
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        write(events);
    }

    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        write(events);
    }

    @Override
    public void onGap(CacheGapEvent gap) {
        note("gap " + gap.firstRevision() + "-" + gap.lastRevision());
    }

    private void write(Iterable<CacheEntryEvent<? extends String, ? extends String>> events) {
        CacheEntryEvent<? extends String, ? extends String> first =
                events.iterator().next();
        StringBuilder call = new StringBuilder(revision(first) + " " + first.getEventType());
        StreamSupport.stream(events.spliterator(), false).forEach(event -> {
            call.append(' ').append(event.getKey()).append('=').append(event.getValue());
            if (event.isOldValueAvailable()) {
                call.append('<').append(event.getOldValue());
            }
        });
        note(call.toString());
    }

    private static long revision(CacheEntryEvent<?, ?> event) {
        return event.unwrap(FairleadEvent.class).revision();
    }

    private void note(String call) {
        calls.add(call);
        also.accept(call);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** The calls so far, taken off the tape. */
    List<String> calls() {
        List<String> taken = new ArrayList<>();
        calls.drainTo(taken);
        return taken;
    }

    /** The next call, taken off the tape, when it comes. */
    String next() throws InterruptedException {
        String call = calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("the listener is not called");
        }
        return call;
    }
}
