package io.fairlead.server.storage.backend;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The segments in order, and reads through them. The list is replaced as a whole, under the lock of the backend; reads take the
 * one there is and need no lock. A read that fails because cleaning took its file away starts over in the new list.
 */
final class SegmentReads {
    private volatile Segment[] segments = new Segment[0];

    private volatile Consumer<UnreadableRecordException> onUnreadable = damage -> {};

    /** The list there is now; never changed. */
    Segment[] all() {
        return segments;
    }

    /** The one that is written to. */
    Segment last() {
        Segment[] all = segments;
        return all[all.length - 1];
    }

    void replace(Segment[] all) {
        segments = all;
    }

    void onUnreadable(Consumer<UnreadableRecordException> listener) {
        onUnreadable = listener;
    }

    @Nullable
    RevisionRecord read(long main, int sub) {
        while (true) {
            Segment[] all = segments;
            int at = locate(all, main);
            int position = at < 0 ? -1 : all[at].table.find(main, sub);
            if (position < 0) {
                return null;
            }
            try {
                return all[at].read(position);
            } catch (IOException | UnreadableRecordException e) {
                if (!all[at].retired) {
                    throw unreadable(all[at], position, e);
                }
            }
        }
    }

    void scanRevisions(long from, long to, RevisionVisitor visitor) {
        long main = from;
        int sub = 0;
        while (true) {
            Segment[] all = segments;
            int at = Math.max(0, locate(all, main));
            int position = all[at].table.find(main, sub);
            position = position < 0 ? -position - 1 : position;
            try {
                while (at < all.length) {
                    SegmentCursor cursor = new SegmentCursor(all[at]);
                    for (; position < all[at].table.count(); position++) {
                        main = all[at].table.mainAt(position);
                        sub = all[at].table.subAt(position);
                        if (main > to) {
                            return;
                        }
                        if (!all[at].isDead(position) && !visitor.visit(cursor.read(position))) {
                            return;
                        }
                        sub++;
                    }
                    at++;
                    position = 0;
                }
                return;
            } catch (IOException | UnreadableRecordException e) {
                if (!all[at].retired) {
                    throw unreadable(all[at], position, e);
                }
                // The segment was replaced under the scan: it goes on in the new one, at the record it was about to
                // read.
            }
        }
    }

    /** The last segment whose base is at most {@code main}; -1 where all begin later. */
    static int locate(Segment[] all, long main) {
        int low = 0;
        int high = all.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (all[middle].baseMain <= main) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private UnreadableRecordException unreadable(Segment segment, int position, Exception e) {
        UnreadableRecordException damage = e instanceof UnreadableRecordException unreadable
                ? unreadable
                : new UnreadableRecordException(
                        segment.path + ", offset " + segment.table.offsetAt(position) + ": " + e.getMessage(), e);
        onUnreadable.accept(damage);
        return damage;
    }
}
