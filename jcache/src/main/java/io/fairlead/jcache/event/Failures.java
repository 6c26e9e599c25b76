package io.fairlead.jcache.event;

import java.util.Optional;
import javax.cache.event.CacheEntryListenerException;
import org.jspecify.annotations.Nullable;

/** What went wrong while one revision was told: the first failure, with the others suppressed. For one thread. */
final class Failures {
    private @Nullable CacheEntryListenerException first;

    /** Runs a step whose failure must not keep the following steps from running. */
    // Throwable: a listener is foreign code, in whatever language of the JVM; a class that is missing there must not
    // end ours.
    @SuppressWarnings("CatchingUnchecked")
    void collect(Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            add(thrown);
        }
    }

    /** Notes a failure. */
    void add(Throwable thrown) {
        CacheEntryListenerException failure = thrown instanceof CacheEntryListenerException known
                ? known
                : new CacheEntryListenerException("a listener failed; the change itself is made", thrown);
        if (first == null) {
            first = failure;
        } else if (first != failure) {
            first.addSuppressed(failure);
        }
    }

    /** The failure, if there was one. */
    Optional<CacheEntryListenerException> first() {
        return Optional.ofNullable(first);
    }
}
