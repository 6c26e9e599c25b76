package io.fairlead.jcache.store;

import java.util.List;

/**
 * What a watch of a cache delivers at a time, in the order of revisions, each whole.
 *
 * @param kind what it is
 * @param revision everything up to here, and nothing behind it, has been delivered with this batch
 * @param changes of the entries, in the order of the keys' bytes; empty but for {@link Kind#CHANGES}
 */
public record ChangeBatch(Kind kind, long revision, List<Change> changes) {
    /** What a batch is. */
    public enum Kind {
        /** The changes of one revision. */
        CHANGES,
        /** Nothing changed up to the revision. */
        PROGRESS,
        /** The cache was destroyed at this revision. Nothing follows. */
        DESTROYED
    }

    public ChangeBatch {
        changes = List.copyOf(changes);
    }
}
