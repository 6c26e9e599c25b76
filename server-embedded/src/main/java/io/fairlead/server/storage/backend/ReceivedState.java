package io.fairlead.server.storage.backend;

import java.io.IOException;

/** A whole, checked, durable state of another member, which waits to be installed. */
public interface ReceivedState {
    AppliedMark mark();

    /** Gives it up and deletes its files; does nothing once it is installed. Any thread, one that does not install it. */
    void discard() throws IOException;
}
