package io.fairlead.server.raft.model;

/** Term and index of an entry: two entries with equal ids hold the same command (Log Matching, section 5.3). */
public record EntryId(long term, long index) {
    /** Before the first entry. */
    public static final EntryId ZERO = new EntryId(0, 0);
}
