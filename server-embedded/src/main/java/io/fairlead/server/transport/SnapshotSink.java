package io.fairlead.server.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a received state is kept until it is whole. Used by one transport thread. */
public interface SnapshotSink {
    void write(ByteBuffer chunk) throws IOException;

    /**
     * All bytes are there and their checksum is right: makes them durable, and only then lets the core see the message. The
     * sender is told of success when this returns.
     */
    void complete() throws IOException;

    /** The stream broke: throws away what came. */
    void abort();
}
