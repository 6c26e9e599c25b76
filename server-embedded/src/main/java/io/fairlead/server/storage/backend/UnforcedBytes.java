package io.fairlead.server.storage.backend;

/** How many bytes wait to be forced, and who is woken by that. Changed under the lock of the backend, read by anyone. */
final class UnforcedBytes {
    private volatile long bytes;
    private long limit = Long.MAX_VALUE;
    private Runnable wake = () -> {};

    long count() {
        return bytes;
    }

    /** Who is woken by the first byte, and when {@code newLimit} bytes wait. */
    void onReached(long newLimit, Runnable newWake) {
        limit = newLimit;
        wake = newWake;
    }

    /** Returns whom to wake, outside of the lock. */
    Runnable add(long more) {
        long before = bytes;
        bytes = before + more;
        return before == 0 || (before < limit && bytes >= limit) ? wake : () -> {};
    }

    void forced(long covered) {
        long left = bytes - covered;
        bytes = left;
    }
}
