package io.fairlead.server.raftcodec;

import java.io.IOException;

/** Bytes that should be an entry, a state or a change, and are not, or are of a kind this release does not know. */
public final class MalformedRaftDataException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedRaftDataException(String message) {
        super(message);
    }

    public MalformedRaftDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
