package io.fairlead.client.recipe.line;

import io.fairlead.api.CompactedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which failures pass by themselves, so that whoever has time waits for that. */
public final class Trouble {
    private Trouble() {}

    /**
     * True if the same call may well succeed later, with nobody changing anything but the state of the network and the members.
     */
    public static boolean passes(FairleadException failure) {
        if (failure instanceof DeadlineExceededException
                || failure instanceof UnavailableException
                || failure instanceof CompactedException) {
            return true;
        }
        if (failure.error().isEmpty()) {
            // An answer without a name: perhaps from a proxy on the way, perhaps a bug. If it says nothing about the
            // call, ask again.
            return failure.outcome() == Outcome.UNKNOWN;
        }
        return switch (failure.error().get()) {
            case NO_LEADER, TOO_MANY_REQUESTS, PROPOSAL_DROPPED, UNHEALTHY, NOT_SUPPORTED_FOR_LEARNER -> true;
            case CORRUPT -> false;
            default -> failure.outcome() == Outcome.UNKNOWN;
        };
    }

    /** What a contender is told whose session has ended, or whose key has gone. */
    static RefusedException sessionEnd(@Nullable Throwable cause) {
        return new RefusedException(EtcdError.SESSION_EXPIRED, Outcome.NOT_APPLIED, List.of(), cause);
    }

    /** The cluster may know of a session's end before we do. */
    static FairleadException asSessionEnd(FairleadException failure) {
        boolean leaseGone = failure.error()
                .filter(error -> error == EtcdError.LEASE_NOT_FOUND)
                .isPresent();
        return leaseGone ? sessionEnd(failure) : failure;
    }
}
