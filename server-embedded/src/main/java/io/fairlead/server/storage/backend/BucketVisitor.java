package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;

/** Sees the entries of a bucket. */
@FunctionalInterface
public interface BucketVisitor {
    void visit(Bytes key, Bytes value);
}
