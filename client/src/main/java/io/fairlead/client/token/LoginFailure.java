package io.fairlead.client.token;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.RefusedException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.UnexpectedStatusException;
import io.fairlead.api.error.Outcome;

/**
 * The failure of a login as the failure of a call that waited for it: nothing of that call was sent. Each call gets one of its
 * own, which will be thrown and carry its stack.
 */
final class LoginFailure {
    private LoginFailure() {}

    static Throwable copy(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return new RefusedException(refused.condition(), Outcome.NOT_APPLIED, refused.attempts(), refused);
        }
        if (failure instanceof DeadlineExceededException late) {
            return new DeadlineExceededException(Outcome.NOT_APPLIED, late.attempts(), late);
        }
        if (failure instanceof ClientClosedException closed) {
            return new ClientClosedException(Outcome.NOT_APPLIED, closed.attempts());
        }
        if (failure instanceof UnavailableException gone) {
            return new UnavailableException(words(gone), Outcome.NOT_APPLIED, gone.attempts(), gone);
        }
        if (failure instanceof FairleadException other) {
            return new UnexpectedStatusException(words(other), Outcome.NOT_APPLIED, other.attempts(), other);
        }
        return failure;
    }

    private static String words(FairleadException failure) {
        return String.valueOf(failure.getMessage());
    }
}
