package io.fairlead.server.raft.quorum;

/** What one voter has said so far. */
public enum Vote {
    MISSING,
    GRANTED,
    REFUSED
}
