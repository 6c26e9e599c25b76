package io.fairlead.testing.conformance;

/**
 * What to watch.
 *
 * @param prefix the keys
 * @param startRevision the first revision; 0 for from now on
 * @param progress ask the server for progress notifications
 * @param onCompacted what to do when history is gone
 */
public record WatchWish(String prefix, long startRevision, boolean progress, OnCompacted onCompacted) {
    /** What a watch does whose next revisions have been compacted. */
    public enum OnCompacted {
        /** It ends. */
        FAIL,
        /** It goes on with the oldest revision that is left. */
        RESTART,
        /** It reads the keys anew, delivers the difference, and goes on behind that. */
        RESYNC
    }

    /** Keys of a prefix from now on. */
    public static WatchWish fromNow(String prefix) {
        return from(prefix, 0);
    }

    /** Keys of a prefix from a revision on. */
    public static WatchWish from(String prefix, long revision) {
        return new WatchWish(prefix, revision, false, OnCompacted.FAIL);
    }

    /** With progress notifications. */
    public WatchWish withProgress() {
        return new WatchWish(prefix, startRevision, true, onCompacted);
    }

    /** With another policy. */
    public WatchWish onCompacted(OnCompacted policy) {
        return new WatchWish(prefix, startRevision, progress, policy);
    }
}
