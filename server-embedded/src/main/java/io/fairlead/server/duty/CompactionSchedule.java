package io.fairlead.server.duty;

import java.util.OptionalLong;

/** When to compact, and at which revision: a clockwork that is asked at each of its ticks. Duty loop. */
interface CompactionSchedule {
    long tickNanos();

    /** A tick: the revision to compact at now, or none. */
    OptionalLong due(long revision, long nowNanos);

    /** Every tick, after {@link #due} was asked, and at the start: on members that do not lead as well. */
    void note(long revision);

    /** What was due is compacted, by this member or another one. */
    void compacted(long revision, long nowNanos);
}
