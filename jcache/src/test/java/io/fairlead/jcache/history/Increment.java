package io.fairlead.jcache.history;

import java.util.concurrent.atomic.AtomicLong;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;

/** Adds one to the number under a key, and counts in its own JVM how often it did. */
final class Increment implements EntryProcessor<String, Long, Long> {
    final AtomicLong runs = new AtomicLong();

    @Override
    public Long process(MutableEntry<String, Long> entry, Object... arguments) {
        runs.incrementAndGet();
        long next = (entry.exists() ? entry.getValue() : 0) + 1;
        entry.setValue(next);
        return next;
    }
}
