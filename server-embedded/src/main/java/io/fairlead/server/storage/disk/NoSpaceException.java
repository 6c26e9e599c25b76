package io.fairlead.server.storage.disk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The file system, or the quota of its user, is full. Part of what was to be written may have been; none of it counts, and
 * the same call may be tried again when there is space.
 */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    public NoSpaceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
