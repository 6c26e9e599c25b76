package io.fairlead.api;

/** How fresh a read must be. */
public enum Consistency {
    /** The read sees every write that was acknowledged before it started; costs a round among a quorum. */
    LINEARIZABLE,

    /** The asked member answers from what it has applied, possibly stale; works without a leader. */
    SERIALIZABLE
}
