package io.fairlead.server.storage.backend;

import io.fairlead.server.check.Invariant;

/** A received state in a directory of its own, its segments open. */
final class SegmentedReceived implements ReceivedState {
    private final long directory;
    private final StateLoader loaded;
    private boolean taken;

    SegmentedReceived(long directory, StateLoader loaded) {
        this.directory = directory;
        this.loaded = loaded;
    }

    @Override
    public AppliedMark mark() {
        return loaded.mark();
    }

    long directory() {
        return directory;
    }

    /** Hands the open segments over; once. */
    StateLoader take() {
        Invariant.check(!taken, "a received state is installed once");
        taken = true;
        return loaded;
    }
}
