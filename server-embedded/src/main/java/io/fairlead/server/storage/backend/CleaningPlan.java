package io.fairlead.server.storage.backend;

import java.util.ArrayList;
import java.util.List;

/**
 * Which neighbouring segments are worth rewriting into one. Made under the lock.
 *
 * <p>Only closed, durable segments with a later durable batch behind them are touched: every segment begins with all bucket
 * entries, so those of the earlier ones are superseded and need not be copied.
 */
final class CleaningPlan {
    private final Segment[] segments;
    private final long segmentSize;
    private final boolean thorough;

    /** Segments before this position may be rewritten. */
    private final int eligible;

    private final List<Segment> group = new ArrayList<>();
    private boolean mayDropTombstones = true;

    CleaningPlan(Segment[] segments, long segmentSize, boolean thorough) {
        this.segments = segments;
        this.segmentSize = segmentSize;
        this.thorough = thorough;
        int durable = segments.length - 1;
        while (durable > 0 && segments[durable].forcedEnd <= SegmentFormat.HEAD_SIZE) {
            durable--;
        }
        this.eligible = durable;
        choose();
    }

    /** The segments to rewrite, in order; empty where nothing is worth it. */
    List<Segment> group() {
        return group;
    }

    /**
     * Whether dropped tombstones may go too. A tombstone keeps the puts before it from coming back to life when the index is
     * built from the files, so it stays as long as any earlier segment holds a dropped put.
     */
    boolean mayDropTombstones() {
        return mayDropTombstones;
    }

    private void choose() {
        int first = 0;
        while (first < eligible && !isWorthIt(first)) {
            mayDropTombstones &= segments[first].deadPuts() == 0;
            first++;
        }
        if (first == eligible) {
            return;
        }
        long live = 0;
        for (int i = first; i < eligible; i++) {
            long more = SegmentFormat.HEAD_SIZE + segments[i].liveBytes();
            boolean fits = group.isEmpty() || (live + more <= segmentSize && isNear(i, first));
            if (!fits || !(isMostlyDead(i) || isSmall(i))) {
                break;
            }
            live += more;
            group.add(segments[i]);
        }
    }

    private boolean isWorthIt(int position) {
        boolean joins =
                isSmall(position) && position + 1 < eligible && isSmall(position + 1) && isNear(position + 1, position);
        return isMostlyDead(position) || joins;
    }

    /** Judged by what a rewrite would gain, so that one without gain is not repeated for ever. */
    private boolean isMostlyDead(int position) {
        Segment segment = segments[position];
        long gained = segment.superfluousBytes(mayDropTombstones);
        return thorough ? gained > 0 : gained * 2 > segment.end;
    }

    private boolean isSmall(int position) {
        return segments[position].end * 4 < segmentSize;
    }

    /** Whether main revisions of both fit one table. */
    private boolean isNear(int position, int first) {
        int count = segments[position].table.count();
        return count == 0 || segments[position].table.mainAt(count - 1) - segments[first].baseMain <= Integer.MAX_VALUE;
    }
}
