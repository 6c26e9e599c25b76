package io.fairlead.cli.chaos.history;

/** How a call ended, as its caller saw it. */
public enum Ending {
    ANSWERED,
    /** The client says that nothing was changed. */
    NOT_APPLIED,
    /** The client does not know. */
    UNKNOWN,
    /** A reading of a revision whose history is gone. */
    COMPACTED,
    /** A reading of a revision that is still to come. */
    FUTURE
}
