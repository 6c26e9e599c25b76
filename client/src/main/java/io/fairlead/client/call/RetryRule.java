package io.fairlead.client.call;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;

/**
 * Whether a failed try may be repeated, and whether it may have changed the store. A pure table: no clock, no counters.
 *
 * <p>The rule behind the table: a read may always be asked again where another try could end better; a call that may be
 * repeated likewise, where the answer was lost; any other write only if it is proved that it was not applied, because the
 * request never reached a server, or because the server said so in a way that leaves no doubt. A lost connection proves
 * nothing.
 *
 * <pre>
 * what came back                                        READ        IDEMPOTENT  WRITE       outcome of writes
 * request not sent, connection refused, REFUSED_STREAM  again       again       again       not applied
 * no leader, where a leader was required                again       again       again       not applied
 * no leader, where none was required                    again       again       give up     unknown
 * leader changed, request timed out, server stopped     again       again       give up     unknown
 * connection lost, try timed out, cancelled by server   again       again       give up     unknown
 * too many requests, proposal dropped                   again       again       again       not applied
 * database space exceeded, compacted, bad request ...   give up     give up     give up     not applied
 * message too large                                     give up     give up     give up     unknown
 * token not accepted, auth revision old                 new token   new token   new token   not applied
 * learner, not capable                                  elsewhere   elsewhere   elsewhere   not applied
 * INTERNAL, UNKNOWN without a name                      once more   give up     give up     unknown
 * corrupt                                               give up     give up     give up     unknown
 * </pre>
 */
final class RetryRule {
    /** What to do after a failed try. */
    enum Decision {
        /** Another try would end the same way, or must not be made. */
        GIVE_UP,

        /** It may have been an accident: one more try, preferably elsewhere. */
        ONCE_MORE,

        /** This member cannot serve the call but another may; pointless once all were asked. */
        ELSEWHERE,

        /** The same again with a token that is accepted, if there is one to be had. */
        WITH_NEW_TOKEN,

        /** Trouble that passes: try again until the deadline, preferably elsewhere. */
        AGAIN
    }

    private RetryRule() {}

    static Decision decide(Effect effect, Failure failure) {
        if (!failure.sent() && isTransport(failure)) {
            return Decision.AGAIN;
        }
        return failure.error()
                .map(error -> onCondition(effect, error, failure.leaderRequired()))
                .orElseGet(() -> onStatus(effect, failure));
    }

    private static Decision onStatus(Effect effect, Failure failure) {
        return switch (failure.code()) {
            // The connection was lost; the try, not the call, ran out of time; a member that goes down broke off.
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> unlessWrite(effect);
            // A broken stream, or an error of the server that has no name.
            case INTERNAL, UNKNOWN -> effect == Effect.READ ? Decision.ONCE_MORE : Decision.GIVE_UP;
            // A gateway before the cluster may word it in its own way.
            case UNAUTHENTICATED -> Decision.WITH_NEW_TOKEN;
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
                    DATA_LOSS -> Decision.GIVE_UP;
        };
    }

    private static Decision onCondition(Effect effect, EtcdError error, boolean leaderRequired) {
        return switch (error) {
            // Refused before it was proposed, and the reason passes.
            case TOO_MANY_REQUESTS, PROPOSAL_DROPPED -> Decision.AGAIN;
            // So is this where the header made the member look before it did anything; elsewhere nothing says so.
            case NO_LEADER -> leaderRequired ? Decision.AGAIN : unlessWrite(effect);
            case NOT_SUPPORTED_FOR_LEARNER, NOT_CAPABLE -> Decision.ELSEWHERE;
            case INVALID_AUTH_TOKEN, AUTH_OLD_REVISION, USER_EMPTY -> Decision.WITH_NEW_TOKEN;
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
                    CANCELED -> unlessWrite(effect);
            // About the request, or about the state of the cluster until somebody changes it.
            default -> Decision.GIVE_UP;
        };
    }

    private static Decision unlessWrite(Effect effect) {
        return effect == Effect.WRITE ? Decision.GIVE_UP : Decision.AGAIN;
    }

    /** True if the server did not accept who the caller said it was, so that another token may help. */
    static boolean blamesToken(Failure failure) {
        return decide(Effect.READ, failure) == Decision.WITH_NEW_TOKEN;
    }

    /** Whether the store may have changed by this try. */
    static Outcome outcome(Effect effect, Failure failure) {
        if (effect == Effect.READ || !failure.sent()) {
            return Outcome.NOT_APPLIED;
        }
        if (failure.error().isPresent()) {
            EtcdError error = failure.error().get();
            return error == EtcdError.NO_LEADER && !failure.leaderRequired() ? Outcome.UNKNOWN : error.outcome();
        }
        return switch (failure.code()) {
            // Refused before any handler ran.
            case UNIMPLEMENTED, UNAUTHENTICATED -> Outcome.NOT_APPLIED;
            default -> Outcome.UNKNOWN;
        };
    }

    /** True if the failure speaks against the endpoint: other calls should prefer others for a while. */
    static boolean blamesEndpoint(Failure failure) {
        if (failure.error().isPresent()) {
            return switch (failure.error().get()) {
                case NO_LEADER,
                        NOT_SUPPORTED_FOR_LEARNER,
                        NOT_CAPABLE,
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

    /** True if what is believed of the leader proved wrong, should this have been it. */
    static boolean disprovesLeader(Failure failure) {
        return blamesEndpoint(failure)
                || failure.error()
                        .filter(error -> error == EtcdError.NOT_LEADER || error == EtcdError.LEADER_CHANGED)
                        .isPresent();
    }

    private static boolean isTransport(Failure failure) {
        return switch (failure.code()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
            default -> false;
        };
    }
}
