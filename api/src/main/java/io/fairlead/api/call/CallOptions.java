package io.fairlead.api.call;

import java.time.Duration;
import java.util.Optional;

/**
 * How a view of a client differs from the client. What is empty stays as it is.
 *
 * @param deadline of each call, from its start to its end with all tries
 * @param tryTimeout time for one try of a call that may be repeated; without it a try gets half of what is left as long as
 *     another member could be asked. A write that must not be repeated has the whole deadline for its one try
 * @param routing where calls go first; without it writes and linearizable reads go to the leader, and serializable reads to
 *     each member in turn
 */
public record CallOptions(Optional<Duration> deadline, Optional<Duration> tryTimeout, Optional<Routing> routing) {
    private static final CallOptions DEFAULTS = new CallOptions(Optional.empty(), Optional.empty(), Optional.empty());

    /** @throws IllegalArgumentException if a time is not positive */
    public CallOptions {
        checkPositive("deadline", deadline);
        checkPositive("time for one try", tryTimeout);
    }

    /** Everything as the client has it. */
    public static CallOptions defaults() {
        return DEFAULTS;
    }

    /** The same with another deadline. */
    public CallOptions withDeadline(Duration newDeadline) {
        return new CallOptions(Optional.of(newDeadline), tryTimeout, routing);
    }

    /** The same with a time for each try. */
    public CallOptions withTryTimeout(Duration newTryTimeout) {
        return new CallOptions(deadline, Optional.of(newTryTimeout), routing);
    }

    /** The same with calls going there first. */
    public CallOptions withRouting(Routing newRouting) {
        return new CallOptions(deadline, tryTimeout, Optional.of(newRouting));
    }

    private static void checkPositive(String name, Optional<Duration> time) {
        if (time.isPresent() && (time.get().isZero() || time.get().isNegative())) {
            throw new IllegalArgumentException("the " + name + " must be positive: " + time.get());
        }
    }
}
