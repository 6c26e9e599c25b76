package io.fairlead.server.storage.bolt;

import java.io.IOException;

/** A file is no database, or one that breaks a rule of the format. Trying again finds the same. */
public final class DamagedBoltException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedBoltException(String message) {
        super(message);
    }
}
