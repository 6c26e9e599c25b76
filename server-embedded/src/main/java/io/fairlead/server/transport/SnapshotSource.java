package io.fairlead.server.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The state of a member at one applied index, as one stream of bytes. Read by one transport thread, then closed. */
public interface SnapshotSource extends Closeable {
    /** How many bytes the stream has in all. */
    long size();

    /** Reads what comes next, at least one byte; -1 at the end. */
    int read(ByteBuffer target) throws IOException;
}
