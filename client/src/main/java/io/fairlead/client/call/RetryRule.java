package io.fairlead.client.call;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;

/**
 * Whether a failed try may be repeated, and whether it may have changed the store. A pure table: no clock, no counters.
 *
 * <p>The rule behind the table: a read may always be asked again where another try could end better; a write only if it is
 * proved that it was not applied, because the request never left this process or because the server said so. A lost
 * connection proves nothing.
 */
final class RetryRule {
    /** What to do after a failed try. */
    enum Decision {
        /** Another try would end the same way, or must not be made. */
        GIVE_UP,

        /** This member cannot serve the call but another may; pointless once all were asked. */
        ELSEWHERE,

        /** Trouble that passes: try again until the deadline, preferably elsewhere. */
        AGAIN
    }

    private RetryRule() {}

    static Decision decide(Effect effect, Failure failure) {
        if (failure.error().isPresent()) {
            return onCondition(effect, failure.error().get());
        }
        boolean repeatable = effect != Effect.WRITE || !failure.sent();
        return switch (failure.code()) {
            // The connection was lost or never made; the try, not the call, ran out of time; the server broke off.
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> repeatable ? Decision.AGAIN : Decision.GIVE_UP;
            // A broken stream, or an error of the server that has no name.
            case INTERNAL, UNKNOWN -> effect == Effect.READ ? Decision.ELSEWHERE : Decision.GIVE_UP;
            case OK,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    DATA_LOSS,
                    UNAUTHENTICATED -> Decision.GIVE_UP;
        };
    }

    /** Whether the store may have changed by this try. */
    static Outcome outcome(Effect effect, Failure failure) {
        if (effect == Effect.READ || !failure.sent()) {
            return Outcome.NOT_APPLIED;
        }
        if (failure.error().isPresent()) {
            return failure.error().get().outcome();
        }
        return switch (failure.code()) {
            // Refused before any handler ran.
            case UNIMPLEMENTED -> Outcome.NOT_APPLIED;
            default -> Outcome.UNKNOWN;
        };
    }

    /** True if the failure speaks against the endpoint: other calls should prefer others for a while. */
    static boolean blamesEndpoint(Failure failure) {
        if (failure.error().isPresent()) {
            return switch (failure.error().get()) {
                case NO_LEADER,
                        NOT_SUPPORTED_FOR_LEARNER,
                        STOPPED,
                        TIMEOUT,
                        TIMEOUT_LEADER_FAILED,
                        TIMEOUT_CONNECTION_LOST,
                        TIMEOUT_WAIT_APPLIED_INDEX,
                        DEADLINE_EXCEEDED -> true;
                default -> false;
            };
        }
        return switch (failure.code()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, INTERNAL -> true;
            default -> false;
        };
    }

    private static Decision onCondition(Effect effect, EtcdError error) {
        return switch (error) {
            // Refused before it was proposed, and the reason passes.
            case TOO_MANY_REQUESTS, NO_LEADER, PROPOSAL_DROPPED -> Decision.AGAIN;
            case NOT_SUPPORTED_FOR_LEARNER -> Decision.ELSEWHERE;
            // May have been proposed.
            case LEADER_CHANGED,
                    STOPPED,
                    TIMEOUT,
                    TIMEOUT_LEADER_FAILED,
                    TIMEOUT_CONNECTION_LOST,
                    TIMEOUT_WAIT_APPLIED_INDEX,
                    REQUEST_CANCELED,
                    REQUEST_DEADLINE_EXCEEDED,
                    DEADLINE_EXCEEDED,
                    CANCELED -> effect == Effect.WRITE ? Decision.GIVE_UP : Decision.AGAIN;
            // About the request, or about the state of the cluster until somebody changes it.
            default -> Decision.GIVE_UP;
        };
    }
}
