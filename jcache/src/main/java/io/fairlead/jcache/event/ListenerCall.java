package io.fairlead.jcache.event;

/**
 * Knows whether this thread is inside a listener, of whatever cache: such a thread must not wait for listeners, which might be
 * waiting for it.
 */
final class ListenerCall {
    // Static, since a listener of one cache may write to another one that another manager made.
    private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

    private ListenerCall() {}

    /** Whether the caller is called by a listener. */
    static boolean isUnderWay() {
        return DEPTH.get() > 0;
    }

    /** Runs what calls a listener. */
    static void run(Runnable call) {
        int depth = DEPTH.get();
        DEPTH.set(depth + 1);
        try {
            call.run();
        } finally {
            if (depth == 0) {
                DEPTH.remove();
            } else {
                DEPTH.set(depth);
            }
        }
    }
}
