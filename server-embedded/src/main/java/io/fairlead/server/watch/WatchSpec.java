package io.fairlead.server.watch;

import io.fairlead.api.Bytes;
import io.fairlead.server.mvcc.KeySpan;
import java.util.Optional;

/**
 * What a watcher wants.
 *
 * @param key the first key; none stands for the smallest there can be
 * @param rangeEnd as in requests: none is one key, a single NUL is every key from {@code key} on
 * @param startRevision the first revision of interest, past or future; 0 for what comes after the watcher is created
 * @param previous each event with the key as it was before
 * @param progress an empty reply now and then while nothing happens
 * @param fragments replies that are too large for one message may come in pieces
 * @param puts whether puts are of interest
 * @param deletes whether deletes are of interest
 * @param watchId chosen by the caller; 0 lets the stream choose
 */
public record WatchSpec(
        Bytes key,
        Bytes rangeEnd,
        long startRevision,
        boolean previous,
        boolean progress,
        boolean fragments,
        boolean puts,
        boolean deletes,
        long watchId) {
    private static final Bytes NUL = Bytes.of(0);

    public WatchSpec {
        key = key.isEmpty() ? NUL : key;
    }

    /** All changes of the keys from {@code key} to {@code rangeEnd} that come after the watcher is created. */
    public static WatchSpec of(Bytes key, Bytes rangeEnd) {
        return new WatchSpec(key, rangeEnd, 0, false, false, false, true, true, 0);
    }

    /** The same, from a revision on. */
    public WatchSpec from(long revision) {
        return new WatchSpec(key, rangeEnd, revision, previous, progress, fragments, puts, deletes, watchId);
    }

    /** The same for deletes alone. */
    public WatchSpec deletesOnly() {
        return new WatchSpec(key, rangeEnd, startRevision, previous, progress, fragments, false, true, watchId);
    }

    /** The keys that are watched. */
    public KeySpan span() {
        return KeySpan.of(key, rangeEnd);
    }

    /** Why nobody can watch this, in the words of a cancel reason. */
    Optional<String> fault() {
        if (!rangeEnd.isEmpty() && !rangeEnd.equals(NUL) && key.compareTo(rangeEnd) >= 0) {
            return Optional.of("mvcc: watcher range is empty");
        }
        if (startRevision < 0) {
            return Optional.of("mvcc: watcher start revision is negative");
        }
        return Optional.empty();
    }
}
