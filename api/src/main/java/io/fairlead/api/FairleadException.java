package io.fairlead.api;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed. The message is the text etcd's own tools print for the same failure; {@link #outcome()} says whether
 * the change that was asked for may have happened, and {@link #attempts()} what was tried where.
 *
 * <p>The family is closed: {@link RefusedException} with {@link CompactedException}, {@link DeadlineExceededException},
 * {@link UnavailableException}, {@link UnexpectedStatusException}, {@link InterruptedCallException},
 * {@link ClientClosedException}, {@link ConflictException}, {@link DamagedSnapshotException}, {@link StaleMirrorException}.
 */
public abstract sealed class FairleadException extends RuntimeException
        permits RefusedException,
                DeadlineExceededException,
                UnavailableException,
                UnexpectedStatusException,
                InterruptedCallException,
                ClientClosedException,
                ConflictException,
                DamagedSnapshotException,
                StaleMirrorException {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final transient List<Attempt> attempts;

    FairleadException(String message, Outcome outcome, List<Attempt> attempts, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
        this.attempts = List.copyOf(attempts);
    }

    /**
     * NOT_APPLIED: nothing was changed, asking again is safe; always so for reads. UNKNOWN: the change may have happened,
     * or may still happen; find out by reading before asking again.
     */
    public final Outcome outcome() {
        return outcome;
    }

    /** Every try of this call in order, the last one last; empty if the call never got as far as an endpoint. */
    public final List<Attempt> attempts() {
        // Attempts do not travel through Java serialization.
        return attempts == null ? List.of() : attempts;
    }

    /** The condition the server answered with; empty when the failure did not come from the server's catalogue. */
    public Optional<EtcdError> error() {
        return Optional.empty();
    }

    /** The class, the message, and in brackets every try with its endpoint and what it answered. */
    // The message is etcd's line, which programs compare; a stack trace is for people, who want to know where.
    @SuppressWarnings("OverrideThrowableToString")
    @Override
    public String toString() {
        List<Attempt> tries = attempts();
        return tries.isEmpty() ? super.toString() : super.toString() + " " + tries;
    }
}
