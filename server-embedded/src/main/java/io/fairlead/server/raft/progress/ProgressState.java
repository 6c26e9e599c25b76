package io.fairlead.server.raft.progress;

/** How a leader sends to one peer. */
public enum ProgressState {
    /** The peer's last matching entry is not known: one append at a time, the next one after an answer or a heartbeat. */
    PROBE,
    /** The logs match: appends are sent ahead of the answers, as far as the window in flight allows. */
    REPLICATE,
    /** The peer needs a snapshot: nothing is appended until it has come that far. */
    SNAPSHOT
}
