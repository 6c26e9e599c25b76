package io.fairlead.server.duty;

import io.fairlead.server.check.Invariant;

/** What history a cluster keeps of itself; what is older is compacted away without anybody asking. */
public sealed interface CompactionPolicy {
    /** Everything, until somebody asks for a compaction. */
    CompactionPolicy KEEP_ALL = new KeepAll();

    record KeepAll() implements CompactionPolicy {}

    /** What was the newest revision that long ago, and all since. */
    record KeepPeriod(long nanos) implements CompactionPolicy {
        public KeepPeriod {
            Invariant.check(nanos > 0, "the period that is kept is not positive");
        }
    }

    /** That many revisions before the newest. */
    record KeepRevisions(long count) implements CompactionPolicy {
        public KeepRevisions {
            Invariant.check(count > 0, "the count of revisions that are kept is not positive");
        }
    }
}
