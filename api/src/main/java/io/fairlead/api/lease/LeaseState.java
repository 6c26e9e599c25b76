package io.fairlead.api.lease;

/** How a lease that is kept alive stands, as far as this process can know. Ended states are final. */
public enum LeaseState {
    /** The last keep-alive was answered in time. */
    ALIVE,

    /**
     * A keep-alive is overdue, because half of the time has gone by since the last answered one: the lease still lives for
     * {@link KeptLease#validFor()}, and will end then unless an answer comes.
     */
    SUSPENDED,

    /** Its time ran out by this process's careful clock, or the server said that there is no such lease. */
    EXPIRED,

    /** This client revoked it, or has begun to. */
    REVOKED,

    /** This process stopped keeping it alive, or closed the client; the server keeps it for the rest of its time. */
    RELEASED;

    /** True while the lease may be relied on. */
    public boolean isLive() {
        return this == ALIVE || this == SUSPENDED;
    }
}
