package io.fairlead.jcache;

import java.util.List;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/** Closes several things, whatever becomes of one of them. */
final class Closing {
    private Closing() {}

    /** @throws CacheException if something does not close, after all others were closed */
    // Closing may throw what it likes, for it is the user's.
    @SuppressWarnings("InterruptedExceptionSwallowed")
    static void all(List<? extends AutoCloseable> all) {
        @Nullable Exception first = null;
        for (AutoCloseable one : all) {
            try {
                one.close();
            } catch (Exception e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first instanceof CacheException known ? known : new CacheException("not everything closes", first);
        }
    }
}
