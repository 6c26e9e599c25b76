package io.fairlead.server.storage.backend;

/** The files are whole and of another member or cluster: somebody swapped disks or directories. */
public final class ForeignStateException extends DamagedStateException {
    private static final long serialVersionUID = 1L;

    public ForeignStateException(String message) {
        super(message);
    }
}
