package io.fairlead.server.watch;

/** Something for the watch loop to do, in the order it was asked. */
@FunctionalInterface
interface WatchTask {
    /** Watch loop. */
    void enter(WatchLoop loop);
}
