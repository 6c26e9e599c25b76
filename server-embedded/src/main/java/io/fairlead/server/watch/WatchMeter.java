package io.fairlead.server.watch;

import java.util.concurrent.atomic.LongAdder;

/** The watchers of a member in numbers. The watch loop writes, any thread reads. */
public final class WatchMeter {
    private final LongAdder events = new LongAdder();
    private volatile int streams;
    private volatile int watchers;
    private volatile int behind;

    WatchMeter() {}

    void told(int count) {
        events.add(count);
    }

    void now(int openStreams, int openWatchers, int watchersBehind) {
        streams = openStreams;
        watchers = openWatchers;
        behind = watchersBehind;
    }

    /** How many events watchers were told. */
    public long events() {
        return events.sum();
    }

    public int streams() {
        return streams;
    }

    public int watchers() {
        return watchers;
    }

    /** How many watchers are fed from history, or would be if their clients read what there is for them. */
    public int behind() {
        return behind;
    }
}
