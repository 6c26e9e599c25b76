package io.fairlead.server.storage.bolt;

import io.fairlead.api.Bytes;
import java.io.IOException;

/** Goes through the entries of a bucket, in strictly ascending order of key. */
public interface BoltCursor {
    /** Goes to the next entry, at first to the first; false at the end. */
    boolean next() throws IOException;

    /** The key of the entry; 1 to 32768 bytes. */
    Bytes key();

    /** The value of the entry. */
    Bytes value();
}
