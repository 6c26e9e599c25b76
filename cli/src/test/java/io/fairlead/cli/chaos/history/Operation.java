package io.fairlead.cli.chaos.history;

import io.fairlead.api.kv.Op;
import io.fairlead.api.kv.OpResult;
import java.util.Optional;

/**
 * One call about keys. Times are on the monotonic clock of this JVM.
 *
 * @param ask what was asked for; every value that is put is unique in the whole history
 * @param invoked before the call
 * @param returned after it
 * @param ending how it ended
 * @param result what was answered, exactly where {@code ending} says so
 */
public record Operation(Op ask, long invoked, long returned, Ending ending, Optional<OpResult> result) {
    public Operation {
        if (result.isPresent() != (ending == Ending.ANSWERED)) {
            throw new IllegalArgumentException("a result for " + ending);
        }
    }

    /** The revision the store had when it answered. */
    long revision() {
        return result.orElseThrow().header().revision();
    }
}
