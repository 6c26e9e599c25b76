package io.fairlead.samples.cart;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import javax.cache.event.CacheEntryCreatedListener;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryExpiredListener;
import javax.cache.event.CacheEntryRemovedListener;
import javax.cache.event.CacheEntryUpdatedListener;

/** What happens in all carts, a line each, for whoever follows. */
final class Feed
        implements CacheEntryCreatedListener<String, Cart>,
                CacheEntryUpdatedListener<String, Cart>,
                CacheEntryRemovedListener<String, Cart>,
                CacheEntryExpiredListener<String, Cart> {
    private final List<BlockingQueue<String>> followers = new CopyOnWriteArrayList<>();

    /** The lines from now on. */
    BlockingQueue<String> follow() {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        followers.add(lines);
        return lines;
    }

    void leave(BlockingQueue<String> lines) {
        followers.removeIf(follower -> follower == lines);
    }

    @Override
    public void onCreated(Iterable<CacheEntryEvent<? extends String, ? extends Cart>> events) {
        events.forEach(event -> tell(event.getKey() + " begins with " + event.getValue()));
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends Cart>> events) {
        events.forEach(event -> tell(event.getKey() + " had " + event.getOldValue() + ", has " + event.getValue()));
    }

    @Override
    public void onRemoved(Iterable<CacheEntryEvent<? extends String, ? extends Cart>> events) {
        events.forEach(event -> tell(event.getKey() + " buys " + event.getOldValue()));
    }

    @Override
    public void onExpired(Iterable<CacheEntryEvent<? extends String, ? extends Cart>> events) {
        events.forEach(event -> tell(event.getKey() + " forgot the cart"));
    }

    private void tell(String line) {
        followers.forEach(follower -> follower.add(line));
    }
}
