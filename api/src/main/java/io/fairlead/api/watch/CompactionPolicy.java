package io.fairlead.api.watch;

/** What a watch does when the revisions it needs next have been compacted. */
public enum CompactionPolicy {
    /** It ends with {@link io.fairlead.api.CompactedException}: the caller decides. */
    FAIL,

    /** It goes on with the oldest revision that is left; {@link WatchListener#onSkipped} says what is missing. */
    RESTART,

    /**
     * It reads the range at one revision, delivers the difference to what it delivered before as one batch of kind
     * {@link WatchBatch.Kind#RESYNC}, and goes on behind that revision. It holds the keys of the range and their mod revisions
     * in memory for that, and their values too if previous values are asked for.
     */
    RESYNC
}
