package io.fairlead.server.mvcc;

import io.fairlead.server.check.Invariant;
import org.jspecify.annotations.Nullable;

/**
 * One key and the revisions that changed it, newest life first. Written by the apply loop, read by anyone at once; see {@link
 * Generation}.
 */
final class KeyIndex {
    /** Told which revisions compaction gives up. */
    @FunctionalInterface
    interface DropSink {
        void drop(long main, int sub);
    }

    private final byte[] key;

    /** Null only before the first change and after the last one was compacted away. */
    private volatile @Nullable Generation newest;

    /** @param key never changed afterwards */
    KeyIndex(byte[] key) {
        this.key = key;
    }

    byte[] key() {
        return key;
    }

    boolean isEmpty() {
        return newest == null;
    }

    /** Is it there, as of its newest change? Apply loop. */
    boolean isAlive() {
        Generation life = newest;
        return life != null && !life.isEnded();
    }

    /** Notes a put and returns the life it belongs to. */
    Generation put(long main, int sub) {
        Generation life = newest;
        boolean begins = life == null || life.isEnded();
        Generation written = life == null || begins ? new Generation(main, 0, life) : life;
        written.append(main, sub, false);
        if (begins) {
            newest = written;
        }
        return written;
    }

    /** Notes the deletion of a key that is alive. */
    void tombstone(long main, int sub) {
        Generation life = newest;
        Invariant.check(life != null && !life.isEnded(), "tombstone for a key that is not alive, revision", main, sub);
        if (life != null) {
            life.append(main, sub, true);
        }
    }

    /** Takes back the newest change, which was never published. */
    void removeNewest() {
        Generation life = newest;
        if (life == null) {
            throw Invariant.unreachable("a change is taken back once");
        }
        life.removeLast();
        if (life.count() == 0) {
            newest = life.previous();
        }
    }

    /** Notes a put found on disk, as its record tells it. Records come in order, some may be missing. */
    void restorePut(long main, int sub, long createRevision, long version) {
        Generation life = newest;
        boolean begins = life == null || life.isEnded() || life.created() != createRevision;
        Generation written = life == null || begins ? new Generation(createRevision, version - 1, life) : life;
        written.append(main, sub, false);
        written.setVersion(version);
        if (begins) {
            newest = written;
        }
    }

    /** Notes a tombstone found on disk; the puts before it may have been compacted away. */
    void restoreTombstone(long main, int sub) {
        Generation life = newest;
        boolean begins = life == null || life.isEnded();
        Generation written = life == null || begins ? new Generation(0, 0, life) : life;
        written.append(main, sub, true);
        if (begins) {
            newest = written;
        }
    }

    /** Whether the key is alive at {@code main}; then its revision goes to {@code into}, if there is one. */
    boolean find(long main, @Nullable RevisionList into) {
        for (Generation life = newest; life != null; life = life.previous()) {
            int position = life.find(main);
            if (position >= 0) {
                if (life.isTombstone(position)) {
                    return false;
                }
                if (into != null) {
                    into.add(life.mainAt(position), life.subAt(position));
                }
                return true;
            }
        }
        return false;
    }

    /**
     * Gives up every revision that no read at {@code main} or later needs: what is older than the newest one at {@code main},
     * and that one too where it is a tombstone, unless it stands exactly at {@code main}.
     */
    void compact(long main, DropSink sink) {
        Generation newer = null;
        Generation life = newest;
        while (life != null && life.find(main) < 0) {
            newer = life;
            life = life.previous();
        }
        if (life == null) {
            return;
        }
        int kept = life.find(main);
        boolean ends = life.isTombstone(kept) && life.mainAt(kept) < main;
        if (kept == 0 && !ends && life.previous() == null) {
            return;
        }
        for (Generation older = life.previous(); older != null; older = older.previous()) {
            drop(older, older.count(), sink);
        }
        drop(life, ends ? kept + 1 : kept, sink);
        if (kept == 0 && !ends) {
            life.setPrevious(null);
            return;
        }
        Generation rest = ends ? null : life.from(kept);
        if (newer == null) {
            newest = rest;
        } else {
            newer.setPrevious(rest);
        }
    }

    private static void drop(Generation life, int until, DropSink sink) {
        for (int i = 0; i < until; i++) {
            sink.drop(life.mainAt(i), life.subAt(i));
        }
    }
}
