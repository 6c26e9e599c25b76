package io.fairlead.server.storage.backend;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The state at one mark as one stream of bytes. Read by one thread, any; then closed, or its files are kept. */
public interface SnapshotView extends Closeable {
    AppliedMark mark();

    /** How many bytes the stream has in all. */
    long size();

    /** Reads what comes next, at least one byte where there is room; -1 at the end. */
    int read(ByteBuffer target) throws IOException;
}
