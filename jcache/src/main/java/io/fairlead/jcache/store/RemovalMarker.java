package io.fairlead.jcache.store;

import io.fairlead.api.Bytes;
import java.util.List;

/**
 * Why the keys of one revision were deleted: what the marker record of a cache says when it is written in the revision of a
 * deletion. Without one, keys that hung on a lease have expired, and others were removed by a program.
 *
 * @param removal of all keys but the exceptions
 * @param exceptions keys that had expired
 */
public record RemovalMarker(Effect.Removal removal, List<Bytes> exceptions) {
    public RemovalMarker {
        exceptions = List.copyOf(exceptions);
    }
}
