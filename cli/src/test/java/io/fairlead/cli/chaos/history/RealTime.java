package io.fairlead.cli.chaos.history;

import java.util.ArrayList;
import java.util.List;

/** How far the store had been shown to be, at each moment: by an answer to anybody, or by an event. */
final class RealTime {
    private final long[] moments;

    /** The highest revision shown until then. */
    private final long[] revisions;

    RealTime(History history) {
        List<long[]> shown = new ArrayList<>();
        for (Operation operation : history.operations()) {
            if (operation.ending() == Ending.ANSWERED) {
                shown.add(new long[] {operation.returned(), operation.revision()});
            }
        }
        Timeline timeline = history.timeline();
        for (long revision = Timeline.EMPTY + 1; revision <= timeline.last(); revision++) {
            long at = revision;
            timeline.at(revision).ifPresent(moment -> shown.add(new long[] {moment.seen(), at}));
        }
        shown.sort((a, b) -> Long.compare(a[0], b[0]));
        moments = new long[shown.size()];
        revisions = new long[shown.size()];
        long highest = 0;
        for (int i = 0; i < moments.length; i++) {
            highest = Math.max(highest, shown.get(i)[1]);
            moments[i] = shown.get(i)[0];
            revisions[i] = highest;
        }
    }

    /** The highest revision that was shown to somebody before a moment. */
    long shownBefore(long moment) {
        int low = 0;
        int high = moments.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (moments[middle] < moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : revisions[low - 1];
    }
}
