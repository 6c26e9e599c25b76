package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;

/**
 * Up to where the log is in the state.
 *
 * @param index of the last entry applied; 0 in a state that never saw an entry
 * @param term of that entry
 * @param confState the configuration at that entry, in an encoding of the caller's own; this room only keeps it
 */
public record AppliedMark(long index, long term, Bytes confState) {
    /** Nothing applied. */
    public static final AppliedMark NONE = new AppliedMark(0, 0, Bytes.empty());
}
