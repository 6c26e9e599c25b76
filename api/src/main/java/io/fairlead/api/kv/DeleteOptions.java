package io.fairlead.api.kv;

/**
 * How keys are deleted.
 *
 * @param prevKv send back the deleted keys
 */
public record DeleteOptions(boolean prevKv) {
    private static final DeleteOptions DEFAULTS = new DeleteOptions(false);

    /** Only the number of deleted keys comes back. */
    public static DeleteOptions defaults() {
        return DEFAULTS;
    }

    /** Send back the deleted keys. */
    public DeleteOptions withPrevKv() {
        return new DeleteOptions(true);
    }
}
