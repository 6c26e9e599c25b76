package io.fairlead.server.raft;

/** What a member is in its term. */
public enum RoleKind {
    FOLLOWER,
    /** Asks whether it would be elected, without taking a new term. */
    PRE_CANDIDATE,
    CANDIDATE,
    LEADER
}
