package io.fairlead.client.watch;

/** Something that is due later. */
@FunctionalInterface
interface Alarm {
    /** Nothing is due. */
    Alarm NONE = () -> {};

    /** It shall not happen. Does nothing if it has happened, or was cancelled. */
    void cancel();
}
