package io.fairlead.server.sim;

/** The power went out inside a call of the disk. An error, so that nobody takes it for one of the disk's own answers. */
public final class SimCrash extends Error {
    private static final long serialVersionUID = 1L;

    public SimCrash(String where) {
        super(where);
    }
}
