package io.fairlead.server.lease;

/** One lease's way to its end, as the leader counts it. Times are the {@link Lessor}'s own. */
final class Countdown {
    final long id;
    final long grantedSeconds;

    /** When the lease runs out. Only grows. */
    long endNanos;

    /** When its remaining time is to be written down next; looked at for long leases only. */
    long checkpointNanos;

    /** Its revocation was handed out: nothing renews it any more. */
    boolean revoking;

    /** The log may say that less than the granted time is left: before a renewal is promised that has to be struck out. */
    boolean shortened;

    /** That is being struck out. */
    boolean clearing;

    Countdown(long id, long grantedSeconds) {
        this.id = id;
        this.grantedSeconds = grantedSeconds;
    }
}
