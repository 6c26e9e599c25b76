package io.fairlead.server.raft.model;

/** What an entry's data is. */
public enum EntryType {
    /** A command for the state machine; empty data is the no-op of a new leader. */
    NORMAL,
    /** An encoded {@link ConfChange}. */
    CONF_CHANGE
}
