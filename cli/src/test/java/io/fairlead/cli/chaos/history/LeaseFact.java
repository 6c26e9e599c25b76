package io.fairlead.cli.chaos.history;

/**
 * One call about a lease.
 *
 * @param kind what was asked for
 * @param id of which lease; never used again
 * @param invoked before the call
 * @param ending how it ended
 * @param ttlNanos how long the lease lives from then on, as answered; 0 if it was not
 */
public record LeaseFact(Kind kind, long id, long invoked, Ending ending, long ttlNanos) {
    /** What can be asked of a lease. */
    public enum Kind {
        GRANT,
        RENEW,
        REVOKE
    }
}
