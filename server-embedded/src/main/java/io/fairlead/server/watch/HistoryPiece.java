package io.fairlead.server.watch;

import io.fairlead.server.mvcc.HistoryView;
import io.fairlead.server.mvcc.KeyState;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of history in memory: as many whole revisions as a turn may look at.
 *
 * @param through the last revision it covers; what it does not show up to there did not happen
 */
record HistoryPiece(HistoryView.Scan scan, List<KeyState> changes, long through) {

    /** Reads from {@code from} on, up to {@code to} at most. */
    static HistoryPiece read(HistoryView history, long from, long to, int changesMax, int bytesMax) {
        Collector collector = new Collector(changesMax, bytesMax);
        HistoryView.Scan scan = history.scan(from, to, collector);
        if (scan != HistoryView.Scan.WHOLE) {
            return new HistoryPiece(scan, List.of(), from - 1);
        }
        return new HistoryPiece(scan, collector.changes, collector.cut ? collector.last : to);
    }

    /** Takes changes until it is full, and then to the end of the revision. */
    private static final class Collector implements HistoryView.Visitor {
        private final int changesMax;
        private final int bytesMax;
        private final List<KeyState> changes = new ArrayList<>();
        private int bytes;
        private long last;
        private boolean cut;

        Collector(int changesMax, int bytesMax) {
            this.changesMax = changesMax;
            this.bytesMax = bytesMax;
        }

        @Override
        public boolean visit(KeyState change) {
            boolean full = changes.size() >= changesMax || bytes >= bytesMax;
            if (full && change.modRevision() != last) {
                cut = true;
                return false;
            }
            changes.add(change);
            bytes += EventBatch.size(change);
            last = change.modRevision();
            return true;
        }
    }
}
