package io.fairlead.samples.guide;

import io.fairlead.jcache.event.FairleadEvent;
import java.util.List;
import javax.cache.event.CacheEntryEvent;
import javax.cache.event.CacheEntryUpdatedListener;

/** A listener that the guide shows. */
final class StockNews implements CacheEntryUpdatedListener<String, Integer> {
    private final List<String> told;
    private long last;

    StockNews(List<String> told) {
        this.told = told;
    }

    @Override
    public void onUpdated(Iterable<CacheEntryEvent<? extends String, ? extends Integer>> events) {
        for (CacheEntryEvent<? extends String, ? extends Integer> event : events) {
            long revision = event.unwrap(FairleadEvent.class).revision();
            told.add(event.getKey() + ": " + event.getOldValue() + " to " + event.getValue());
            last = Math.max(last, revision); // of two changes the later one has the larger revision
        }
    }

    long last() {
        return last;
    }
}
