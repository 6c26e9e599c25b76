package io.fairlead.server.raft.log;

import io.fairlead.server.check.Invariant;

/**
 * How much of the stable log is kept in memory for peers that lag. Entries that are not applied yet are kept whatever the
 * limits say.
 *
 * @param entriesMax the catch-up tail: a peer further behind gets a snapshot
 * @param bytesMax the same in bytes of data
 */
public record LogLimits(int entriesMax, long bytesMax) {
    /** etcd keeps 5000 entries behind its snapshots; with the entries between two snapshots that is about 10 000. */
    public static final LogLimits DEFAULT = new LogLimits(10_000, 64L << 20);

    public LogLimits {
        Invariant.check(entriesMax >= 0, "entriesMax is negative");
        Invariant.check(bytesMax >= 0, "bytesMax is negative");
    }
}
