package io.fairlead.server.raft.log;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;

/** A log to look at. */
public interface LogReader {
    /** Answer of {@link #termAt} where the log does not know. */
    long UNKNOWN_TERM = -1;

    /** The first index whose entry can be read; one above the last index where there is none. */
    long firstIndex();

    /** The last entry, or what the log begins after. {@link EntryId#ZERO} for a log that never had an entry. */
    EntryId last();

    /** The term at {@code index}, known from one below {@link #firstIndex()} to {@link #last()}; else {@link #UNKNOWN_TERM}. */
    long termAt(long index);

    /**
     * Entries from {@code from} on, which must not be below {@link #firstIndex()} nor more than one above the last.
     *
     * @param to the last index wanted
     * @param bytesMax where to stop, but one entry is always given if there is one
     */
    LogSlice slice(long from, long to, long bytesMax);

    /** Whether this log holds exactly this entry, or begins after it. */
    default boolean matches(EntryId id) {
        return termAt(id.index()) == id.term();
    }
}
