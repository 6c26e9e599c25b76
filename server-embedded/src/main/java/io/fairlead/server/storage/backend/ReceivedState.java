package io.fairlead.server.storage.backend;

/** A whole, checked, durable state of another member, which waits to be installed. */
public interface ReceivedState {
    AppliedMark mark();
}
