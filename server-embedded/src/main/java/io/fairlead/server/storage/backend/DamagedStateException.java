package io.fairlead.server.storage.backend;

import java.io.IOException;

/**
 * The files of the state contradict themselves where a crash cannot be the reason. The message names the file and the offset.
 * Nothing is cut or repaired: the member must not start from this state.
 */
public sealed class DamagedStateException extends IOException permits ForeignStateException {
    private static final long serialVersionUID = 1L;

    public DamagedStateException(String message) {
        super(message);
    }
}
