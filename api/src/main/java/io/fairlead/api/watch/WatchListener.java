package io.fairlead.api.watch;

/**
 * What happens to a watch beside its events. None of these ends the watch; its end is {@link WatchHandle#done()}. Called on the
 * client's executor, in order with the batches, never two at a time.
 */
public interface WatchListener {
    /** A listener that hears nothing. */
    WatchListener NONE = new WatchListener() {};

    /** The stream to the member ended; the watch is on its way to another one and will miss nothing. */
    default void onDisconnected(String reason) {}

    /** A member has taken the watch up again; what comes next has at least this revision. */
    default void onResumed(long nextRevision) {}

    /** With {@link CompactionPolicy#RESTART}: the changes from {@code first} up to {@code last}, both inclusive, are lost. */
    default void onSkipped(long first, long last) {}
}
