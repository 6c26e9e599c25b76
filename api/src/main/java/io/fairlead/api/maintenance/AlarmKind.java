package io.fairlead.api.maintenance;

/** What is wrong. */
public enum AlarmKind {
    /** The database is full: writes that grow it are refused. */
    NO_SPACE,

    /** Members disagree about the data: every request is refused. */
    CORRUPT
}
