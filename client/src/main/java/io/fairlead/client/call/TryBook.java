package io.fairlead.client.call;

import io.fairlead.api.Attempt;
import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.error.Outcome;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the tries of one call, and so what is known of its outcome. Tries follow each other, on different threads. */
final class TryBook {
    /** More would tell nobody more. */
    private static final int ATTEMPTS_KEPT = 50;

    private static final int FIRST_ATTEMPTS_KEPT = 10;

    private final Effect effect;

    /** Failed tries in order; guarded by this. */
    private List<Attempt> attempts = List.of();

    /** Guarded by this. */
    private int tries;

    /** True from before a try may leave this process until its end is known; guarded by this. */
    private boolean trying;

    /** True once a try failed that may have changed the store; guarded by this. */
    private boolean mayHaveApplied;

    /** Last failure; guarded by this. */
    private @Nullable Failure last;

    TryBook(Effect effect) {
        this.effect = effect;
    }

    /** A try is about to leave. */
    synchronized void begun() {
        trying = true;
        tries++;
    }

    /** The call failed before anything left. */
    synchronized void refused(Failure failure) {
        last = failure;
    }

    synchronized void failed(Failure failure) {
        trying = false;
        last = failure;
        mayHaveApplied |= RetryRule.outcome(effect, failure) == Outcome.UNKNOWN;
        if (attempts.isEmpty()) {
            attempts = new ArrayList<>();
        } else if (attempts.size() == ATTEMPTS_KEPT) {
            attempts.remove(FIRST_ATTEMPTS_KEPT);
        }
        attempts.add(failure.toAttempt());
    }

    synchronized int tries() {
        return tries;
    }

    synchronized Status.Code lastCode() {
        return last == null ? Status.Code.DEADLINE_EXCEEDED : last.code();
    }

    /** What the call ends with when its client was closed. */
    synchronized FairleadException closed() {
        boolean mayStillApply = trying && effect != Effect.READ;
        return new ClientClosedException(
                mayStillApply || mayHaveApplied ? Outcome.UNKNOWN : Outcome.NOT_APPLIED, attempts);
    }

    /**
     * What the call ends with when there is no further try.
     *
     * @param mayRepeat whether it could have been made again at all
     */
    synchronized FairleadException verdict(boolean mayRepeat) {
        Failure failure = last;
        if (failure == null) {
            return new DeadlineExceededException(Outcome.NOT_APPLIED, attempts, null);
        }
        boolean wouldRetry = mayRepeat && RetryRule.decide(effect, failure) == RetryRule.Decision.AGAIN;
        return Verdict.of(failure, mayHaveApplied ? Outcome.UNKNOWN : Outcome.NOT_APPLIED, wouldRetry, attempts);
    }
}
