package io.fairlead.server.rpc;

import io.fairlead.api.error.Answer;
import io.fairlead.server.command.Requester;
import io.fairlead.server.watch.WatchPermit;
import java.util.Optional;

/** What the caller of a watch stream may watch: the one place where that is decided. */
final class WatchPermits {
    /** The permit of a stream whose credentials are {@code caller}'s; they are looked at anew each time it is asked. */
    WatchPermit of(Caller caller) {
        return range -> caller.requester() instanceof Answer.Refused<Requester> refused
                ? Optional.of(ErrorMapper.reason(refused.error()))
                : Optional.empty();
    }
}
