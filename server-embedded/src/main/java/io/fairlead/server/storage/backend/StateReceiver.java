package io.fairlead.server.storage.backend;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the stream of a {@link SnapshotView} of another member arrives. Used by one thread, any. */
public interface StateReceiver {
    void write(ByteBuffer chunk) throws IOException;

    /**
     * All bytes were written: checks every checksum and makes the state survive a crash, beside the one in use.
     *
     * @throws DamagedStateException where the stream is cut short or damaged; what came is thrown away
     */
    ReceivedState complete() throws IOException;

    /** Throws away what came. Does nothing after {@link #complete()}. */
    void abort();
}
