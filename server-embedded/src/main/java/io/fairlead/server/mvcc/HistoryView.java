package io.fairlead.server.mvcc;

import io.fairlead.server.storage.backend.Backend;

/** Changes by revision. Any thread. */
public final class HistoryView {
    private final MvccStore store;
    private final Backend backend;

    /** Sees changes in ascending order of revision. */
    @FunctionalInterface
    public interface Visitor {
        /** Returns whether to go on. */
        boolean visit(KeyState change);
    }

    HistoryView(MvccStore store, Backend backend) {
        this.store = store;
        this.backend = backend;
    }

    /**
     * Shows the changes with main revision in {@code from..to}, both inclusive; none above the newest published revision.
     *
     * @return false where compaction passed {@code from}, before or meanwhile: then changes may be missing, and what was shown
     *     must not be used. A compaction exactly at {@code from} is no harm
     */
    public boolean scan(long from, long to, Visitor visitor) {
        if (from < store.compactedRevision()) {
            return false;
        }
        long last = Math.min(to, store.revision());
        if (from <= last) {
            backend.scanRevisions(from, last, record -> visitor.visit(KeyState.of(record)));
        }
        return from >= store.compactedRevision();
    }
}
