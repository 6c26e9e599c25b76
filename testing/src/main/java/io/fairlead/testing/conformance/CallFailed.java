package io.fairlead.testing.conformance;

import org.jspecify.annotations.Nullable;

/** A call of the client under test failed, as its adapter tells it. */
public final class CallFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the failure says about a write. */
    public enum Applied {
        /** It was not made. */
        NO,
        /** It may have been made. */
        UNKNOWN,
        /** The client does not say. */
        UNSAID
    }

    private final Applied applied;

    public CallFailed(Applied applied, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.applied = applied;
    }

    /** What the failure says about a write. */
    public Applied applied() {
        return applied;
    }
}
