package io.fairlead.api.error;

/** What a failure says about the change that was asked for. */
public enum Outcome {
    /** The change did not happen and will not happen; asking again is safe. */
    NOT_APPLIED,

    /** The change may have happened, or may still happen. Asking again may apply it twice: read first. */
    UNKNOWN
}
