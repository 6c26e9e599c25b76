package io.fairlead.server.storage.backend;

import org.jspecify.annotations.Nullable;

/**
 * A record that must be there could not be read, or its checksum is wrong. The message names the file and the offset. The
 * state of this member is damaged: it is to be repaired from its peers. Asking again does not help.
 */
public final class UnreadableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
