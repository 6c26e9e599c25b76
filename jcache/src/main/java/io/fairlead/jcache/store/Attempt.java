package io.fairlead.jcache.store;

/** How one attempt at an update ended. */
public sealed interface Attempt<R> {
    /** It was committed. */
    record Done<R>(Committed<R> committed) implements Attempt<R> {}

    /** The entry was not, or no longer, what it was assumed to be; nothing was changed. Here it is as it is now. */
    record Conflict<R>(StoredEntry current) implements Attempt<R> {}
}
