package io.fairlead.server.storage.backend;

/** Sees revision records in ascending order of (main, sub). */
@FunctionalInterface
public interface RevisionVisitor {
    /** Returns whether to go on. */
    boolean visit(RevisionRecord record);
}
