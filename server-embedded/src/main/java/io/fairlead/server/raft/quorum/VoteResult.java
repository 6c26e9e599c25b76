package io.fairlead.server.raft.quorum;

/** What the votes that have come in amount to. */
public enum VoteResult {
    /** Neither side can be sure yet. */
    PENDING,
    /** A quorum granted. */
    WON,
    /** So many refused that no quorum can be reached any more. */
    LOST;

    /** Both halves of a joint configuration must win; one that loses decides. */
    VoteResult and(VoteResult other) {
        if (this == LOST || other == LOST) {
            return LOST;
        }
        return this == WON && other == WON ? WON : PENDING;
    }
}
