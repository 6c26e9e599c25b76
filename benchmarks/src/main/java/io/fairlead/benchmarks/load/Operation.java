package io.fairlead.benchmarks.load;

/** One kind of operation, ready to be asked of a cluster. */
interface Operation extends AutoCloseable {
    /**
     * Starts one; {@link Endings} is told of its end exactly once, at once or later.
     *
     * @param slot whose turn it is; has no other operation under way
     * @param dueNanos when it was due, on {@link System#nanoTime}
     */
    void start(int slot, long dueNanos);

    /** Why no more can be started, for good; empty while all is well. */
    default String broken() {
        return "";
    }

    /** Ends what is under way. */
    @Override
    default void close() {}
}
