package io.fairlead.server.storage.bolt;

import io.fairlead.api.Bytes;
import java.io.IOException;

/** Sees the buckets of a database in ascending order of name, and after each its entries in ascending order of key. */
public interface BoltVisitor {
    void bucket(Bytes name) throws IOException;

    /** An entry of the bucket named last. Key and value may share memory with more of the file. */
    void entry(Bytes key, Bytes value) throws IOException;
}
