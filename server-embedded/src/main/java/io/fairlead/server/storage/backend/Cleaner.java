package io.fairlead.server.storage.backend;

import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.storage.disk.Disk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Takes back the space of dropped records, one group of neighbouring segments at a time. File work. */
final class Cleaner {
    private final Disk disk;
    private final FileOwner owner;
    private final long segmentSize;
    private final SegmentFiles files;
    private final Object lock;
    private final Failpoints failpoints;
    private final State state;

    /** The state that is cleaned. */
    interface State {
        /** Forces what is sealed. */
        AppliedMark force() throws IOException;

        /** Other segments hold the records. Guarded. */
        void changed();
    }

    /** @param lock of the backend */
    Cleaner(
            Disk disk,
            FileOwner owner,
            long segmentSize,
            SegmentFiles files,
            Object lock,
            Failpoints failpoints,
            State state) {
        this.disk = disk;
        this.owner = owner;
        this.segmentSize = segmentSize;
        this.files = files;
        this.lock = lock;
        this.failpoints = failpoints;
        this.state = state;
    }

    /** As {@link Backend#clean}. */
    boolean clean(boolean thorough) throws IOException {
        files.completeManifest();
        boolean deleted = files.deleteRetired();
        List<Segment> group;
        boolean tombstonesToo;
        synchronized (lock) {
            CleaningPlan plan = new CleaningPlan(files.segments().all(), segmentSize, thorough);
            group = plan.group();
            tombstonesToo = plan.mayDropTombstones();
        }
        if (group.isEmpty()) {
            return deleted;
        }
        // What was dropped so far was dropped by compactions whose marks are sealed: now they are durable, so no
        // replay of the log can ask for these records.
        SegmentRewriter rewriter = new SegmentRewriter(disk, files.path(), owner, group, tombstonesToo);
        synchronized (lock) {
            rewriter.choose();
        }
        AppliedMark forced = state.force();
        failpoints.reach(Failpoint.DEFRAG_BEFORE_COPY);
        Optional<Segment> written = rewriter.write();
        synchronized (lock) {
            written.ifPresent(rewriter::copyDrops);
            files.replace(group, written, forced);
            state.changed();
        }
        failpoints.reach(Failpoint.DEFRAG_BEFORE_RENAME);
        files.completeManifest();
        files.deleteRetired();
        return true;
    }
}
