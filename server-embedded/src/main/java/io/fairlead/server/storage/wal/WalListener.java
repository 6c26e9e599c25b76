package io.fairlead.server.storage.wal;

/** Hears of the log's disk work, for metrics and warnings. Called on the wal loop; must return at once and not throw. */
public interface WalListener {
    /** Hears nothing. */
    WalListener NONE = new WalListener() {
        @Override
        public void committed(int writes, long bytes, boolean forced, long nanos) {}

        @Override
        public void released(int segments) {}
    };

    /**
     * A batch of {@code writes} was written, and forced unless none of them asked for it.
     *
     * @param nanos what both took together; a disk that needs long here is too slow for its cluster
     */
    void committed(int writes, long bytes, boolean forced, long nanos);

    /** Old segments were deleted. */
    void released(int segments);
}
