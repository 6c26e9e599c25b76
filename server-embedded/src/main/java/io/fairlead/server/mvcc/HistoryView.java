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

    /** How a scan ended. */
    public enum Scan {
        /** Everything there was has been shown, unless the visitor had enough. */
        WHOLE,
        /** Compaction passed the beginning, before or meanwhile: changes may be missing. */
        COMPACTED,
        /** The state was replaced meanwhile, or is about to be: changes may be missing. Another scan will do, later. */
        REPLACED
    }

    HistoryView(MvccStore store, Backend backend) {
        this.store = store;
        this.backend = backend;
    }

    /**
     * Shows the changes with main revision in {@code from..to}, both inclusive; none above the newest published revision.
     *
     * @return {@code WHOLE}, or why what was shown must not be used. A compaction exactly at {@code from} is no harm
     */
    public Scan scan(long from, long to, Visitor visitor) {
        long lifetime = store.lifetime();
        if (MvccStore.isBeingReplaced(lifetime)) {
            return Scan.REPLACED;
        }
        if (from < store.compactedRevision()) {
            return Scan.COMPACTED;
        }
        long last = Math.min(to, store.revision());
        if (from <= last) {
            backend.scanRevisions(from, last, record -> visitor.visit(KeyState.of(record)));
        }
        if (store.lifetime() != lifetime) {
            return Scan.REPLACED;
        }
        return from >= store.compactedRevision() ? Scan.WHOLE : Scan.COMPACTED;
    }
}
