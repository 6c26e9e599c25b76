package io.fairlead.server.storage.backend;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.storage.disk.Disk;
import java.io.IOException;

/** A received state in a directory of its own, its segments open. */
final class SegmentedReceived implements ReceivedState {
    private final Disk disk;
    private final long directory;
    private final StateLoader loaded;
    private boolean taken;

    SegmentedReceived(Disk disk, long directory, StateLoader loaded) {
        this.disk = disk;
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

    /** What was found in the directory; still this object's. */
    StateLoader loaded() {
        Invariant.check(!taken, "a received state is installed once");
        return loaded;
    }

    /** Hands the open segments over; once. */
    StateLoader take() {
        Invariant.check(!taken, "a received state is installed once");
        taken = true;
        return loaded;
    }

    @Override
    public void discard() throws IOException {
        if (!taken) {
            taken = true;
            loaded.close();
            disk.deleteRecursively(loaded.directory());
        }
    }
}
