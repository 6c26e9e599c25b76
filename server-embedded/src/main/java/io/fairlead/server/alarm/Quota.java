package io.fairlead.server.alarm;

/**
 * The space a member's state may take.
 *
 * <p>What counts is what is in use: space that a compaction gave up no longer counts, whether the files have shrunk by then
 * or not.
 *
 * @param limitBytes {@link #NO_LIMIT} where there is none
 */
public record Quota(long limitBytes) {
    /** etcd's default. */
    public static final long DEFAULT_BYTES = 2L << 30;

    public static final long NO_LIMIT = Long.MAX_VALUE;

    /** As etcd reads {@code --quota-backend-bytes}: 0 is the default, below 0 there is no limit. */
    public static Quota ofConfigured(long bytes) {
        return new Quota(bytes < 0 ? NO_LIMIT : bytes == 0 ? DEFAULT_BYTES : bytes);
    }

    /** Whether a request that takes {@code cost} bytes may come to those in use; one that takes nothing always may. */
    public boolean admits(long bytesInUse, long cost) {
        return cost == 0 || limitBytes == NO_LIMIT || bytesInUse + cost < limitBytes;
    }

    /** Whether all of it is taken. */
    public boolean isExhausted(long bytesInUse) {
        return bytesInUse >= limitBytes;
    }
}
