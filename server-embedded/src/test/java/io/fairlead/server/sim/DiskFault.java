package io.fairlead.server.sim;

/** What a disk does wrong, besides forgetting what was not forced when the power goes out. */
public enum DiskFault {
    /** A read fails, once. */
    READ_ERROR,

    /** A write fails, once; any first part of it was written. */
    WRITE_ERROR,

    /**
     * A force fails, once. What was to be forced counts as clean afterwards, whether the platters have it or not, and the next
     * force succeeds.
     */
    FORCE_ERROR,

    /** A write, or a new file, finds no space; what fits was written. */
    NO_SPACE,

    /** Bits of what lay still have changed. */
    ROT,

    /** A sector can't be read, until it is written again. */
    UNREADABLE_SECTOR,

    /** A write was acknowledged, and forced, and lies in other sectors of the file than its own. */
    MISDIRECTED_WRITE,

    /** A write was acknowledged, and forced, and never reached the platters. */
    LOST_WRITE
}
