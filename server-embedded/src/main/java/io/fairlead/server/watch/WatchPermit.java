package io.fairlead.server.watch;

import io.fairlead.server.mvcc.KeySpan;
import java.util.Optional;

/**
 * Whether the caller of a stream may watch a range, by what is allowed now. Asked when a watcher is created, and again for each
 * live watcher after {@link WatchLoop#permissionsChanged()}. Called on the watch loop; must not block.
 */
@FunctionalInterface
public interface WatchPermit {
    /** Everything is allowed. */
    WatchPermit ALL = range -> Optional.empty();

    /** Why not, in the words of a cancel reason; empty where it may. */
    Optional<String> refusal(KeySpan range);
}
