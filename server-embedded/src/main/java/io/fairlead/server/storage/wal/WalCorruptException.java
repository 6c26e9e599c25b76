package io.fairlead.server.storage.wal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The log holds something that no crash leaves behind: a damaged record, a missing file, a file of another log, or a kind of
 * record that only a newer release knows. Trying again changes nothing; the member must be replaced or its disk looked at.
 */
public final class WalCorruptException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    WalCorruptException(Path file, long offset, String what) {
        super("write-ahead log is corrupt: " + file + " at offset " + offset + ": " + what);
        this.file = file.toString();
        this.offset = offset;
    }

    public String file() {
        return file;
    }

    /** Of the first byte of the frame that is wrong. */
    public long offset() {
        return offset;
    }
}
