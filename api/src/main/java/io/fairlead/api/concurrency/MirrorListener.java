package io.fairlead.api.concurrency;

import io.fairlead.api.watch.WatchBatch;

/** Hears of changes of a mirror. */
@FunctionalInterface
public interface MirrorListener {
    /**
     * The mirror has changed. Called on the client's executor, in order, one at a time. The mirror waits for the return: a
     * listener that blocks makes it stale, which it then says.
     *
     * @param change the events of one revision, or, with kind {@link WatchBatch.Kind#RESYNC}, the difference to a fresh
     *     snapshot after the history in between had been compacted; each with the previous entry
     * @param now the mirror with the change in it
     */
    void changed(WatchBatch change, MirrorView now);
}
