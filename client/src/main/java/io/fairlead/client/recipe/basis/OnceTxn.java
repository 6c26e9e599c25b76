package io.fairlead.client.recipe.basis;

import io.fairlead.api.ClientClosedException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.InterruptedCallException;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.Txn;
import io.fairlead.api.kv.TxnResult;
import java.util.Optional;

/**
 * Sends a transaction that can be carried out once at most, because carrying it out makes its own conditions false for good: so
 * it may be sent again when an answer was lost.
 */
public final class OnceTxn {
    private static final int TRIES = 5;

    private OnceTxn() {}

    /**
     * What came of it.
     *
     * @param result of the last time it was sent
     * @param doubt the failure that left an earlier time open. If then the result says that the conditions do not hold, either
     *     that earlier time or somebody else made them false
     */
    public record Sent(TxnResult result, Optional<FairleadException> doubt) {
        /** True if it was carried out, for sure. */
        public boolean isDone() {
            return result.succeeded();
        }

        /** True if it was not carried out, and never will be. */
        public boolean isRefused() {
            return !result.succeeded() && doubt.isEmpty();
        }

        /** What to throw if it can't be found out what happened. */
        public FairleadException unresolved() {
            return doubt.orElseThrow(() -> new IllegalStateException("nothing is in doubt"));
        }
    }

    /** Sends it until there is an answer; the first failure is thrown if there comes none. */
    public static Sent commit(Kv kv, Txn txn) {
        FairleadException doubt = null;
        for (int i = 1; ; i++) {
            try {
                return new Sent(kv.commit(txn), Optional.ofNullable(doubt));
            } catch (FairleadException failure) {
                if (doubt == null) {
                    doubt = failure;
                } else {
                    doubt.addSuppressed(failure);
                }
                if (doubt.outcome() == Outcome.NOT_APPLIED || isFinal(failure) || i == TRIES) {
                    throw doubt;
                }
            }
        }
    }

    /** True for failures after which nobody wants, or is able, to send again. */
    private static boolean isFinal(FairleadException failure) {
        return failure instanceof InterruptedCallException || failure instanceof ClientClosedException;
    }
}
