package io.fairlead.server.rpc;

import io.fairlead.server.access.Need;
import io.fairlead.server.watch.WatchPermit;
import java.util.List;

/** What the caller of a watch stream may watch: the one place where that is decided. */
final class WatchPermits {
    /** The permit of a stream whose credentials are {@code caller}'s; rights are looked at anew each time it is asked. */
    WatchPermit of(Caller caller) {
        return range -> caller.refusal(List.of(new Need.Read(range))).map(ErrorMapper::reason);
    }
}
