package io.fairlead.server.duty;

import java.util.OptionalLong;

/** Every five minutes, compacts at a fixed distance behind the newest revision. Source: etcd's revision compactor. */
final class RevisionCompaction implements CompactionSchedule {
    private static final long TICK_NANOS = 300_000_000_000L;

    private final long kept;
    private long last;

    RevisionCompaction(long kept) {
        this.kept = kept;
    }

    @Override
    public long tickNanos() {
        return TICK_NANOS;
    }

    @Override
    public OptionalLong due(long revision, long nowNanos) {
        long at = revision - kept;
        return at <= 0 || at == last ? OptionalLong.empty() : OptionalLong.of(at);
    }

    @Override
    public void note(long revision) {}

    @Override
    public void compacted(long revision, long nowNanos) {
        last = revision;
    }
}
