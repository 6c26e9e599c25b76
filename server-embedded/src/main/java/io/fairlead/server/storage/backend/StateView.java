package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;
import java.io.Closeable;
import java.util.NavigableMap;

/**
 * The state at one mark, entry by entry: it stays the same while writes and compactions go on. Read by one thread at a time,
 * any; then closed, or its files are kept.
 */
public interface StateView extends Closeable {
    AppliedMark mark();

    /** All entries of a bucket. */
    NavigableMap<Bytes, Bytes> entries(Bucket bucket);

    /** The revision records that were not dropped, from the first one on; each call begins anew. */
    RecordCursor records();
}
