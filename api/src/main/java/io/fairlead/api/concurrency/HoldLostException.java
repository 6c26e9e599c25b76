package io.fairlead.api.concurrency;

import org.jspecify.annotations.Nullable;

/**
 * What was held is lost: the session ended, or somebody deleted the key. What the work that it protected did outside the store
 * since then may have met the next holder's, unless it was fenced.
 */
public final class HoldLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long fencingToken;

    public HoldLostException(long fencingToken, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.fencingToken = fencingToken;
    }

    /** The token of the hold that was lost. */
    public long fencingToken() {
        return fencingToken;
    }
}
