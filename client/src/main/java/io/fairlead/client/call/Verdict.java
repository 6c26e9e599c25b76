package io.fairlead.client.call;

import io.fairlead.api.Attempt;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.grpc.Status;
import java.util.List;

/** From the last failed try of a call to the exception the user sees. */
final class Verdict {
    private Verdict() {}

    /**
     * The exception for a call whose last try failed so.
     *
     * @param outcome of all tries together
     * @param wouldRetry true if only the lack of time kept the call from another try
     */
    static FairleadException of(Failure last, Outcome outcome, boolean wouldRetry, List<Attempt> attempts) {
        Throwable cause = last.status().asRuntimeException();
        if (last.error().isPresent() && last.error().get() != EtcdError.DEADLINE_EXCEEDED) {
            return new RefusedException(last.error().get(), outcome, attempts, cause);
        }
        if (wouldRetry || last.code() == Status.Code.DEADLINE_EXCEEDED) {
            return new DeadlineExceededException(outcome, attempts, cause);
        }
        // We never cancel a call that anybody waits for: a member that goes down does, on some of its streams.
        if (last.code() == Status.Code.UNAVAILABLE || last.code() == Status.Code.CANCELLED) {
            return new UnavailableException(last.rpcError(), outcome, attempts, cause);
        }
        return new UnexpectedStatusException(last.rpcError(), outcome, attempts, cause);
    }
}
