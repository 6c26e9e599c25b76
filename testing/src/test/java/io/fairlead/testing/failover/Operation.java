package io.fairlead.testing.failover;

/**
 * One call of one thread, as that thread saw it. Times are on the monotonic clock of the JVM.
 *
 * @param kind what was asked for
 * @param key of which key
 * @param value what was to be written, unique among all writes; of a read what was read, empty for nothing
 * @param invokedNanos before the call
 * @param returnedNanos after it
 * @param result how it ended
 * @param revision of the write, or the store's when it was read; 0 where the call failed
 * @param seenRevision of a compare-and-set: the mod revision that was compared with; of a read: the mod revision that was read
 */
record Operation(
        Kind kind,
        String key,
        String value,
        long invokedNanos,
        long returnedNanos,
        Result result,
        long revision,
        long seenRevision) {
    enum Kind {
        PUT,
        COMPARE_AND_SET,
        READ
    }

    enum Result {
        /** Answered. */
        OK,
        /** The comparison did not hold: nothing was written. */
        LOST,
        /** The client says that nothing was written. */
        NOT_APPLIED,
        /** The client does not know. */
        UNKNOWN
    }

    boolean isWrite() {
        return kind != Kind.READ;
    }
}
