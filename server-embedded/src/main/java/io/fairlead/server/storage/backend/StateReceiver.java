package io.fairlead.server.storage.backend;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the stream of a {@link SnapshotView} of another member arrives. Written by one thread, any; aborted by any other, and by
 * the backend when a newer stream begins or it closes.
 */
public interface StateReceiver {
    /**
     * Takes the next bytes of the stream.
     *
     * @throws DamagedStateException where they can be no such state
     * @throws TransferGivenUpException after {@link #abort()}
     */
    void write(ByteBuffer chunk) throws IOException;

    /**
     * All bytes were written: checks every checksum and makes the state survive a crash, beside the one in use.
     *
     * @throws DamagedStateException where the stream is cut short or damaged; what came is thrown away
     * @throws TransferGivenUpException after {@link #abort()}
     */
    ReceivedState complete() throws IOException;

    /** Throws away what came. Does nothing after {@link #complete()}. */
    void abort();
}
