package io.fairlead.api.concurrency;

/**
 * How an optimistic transaction is run. Start at {@link #defaults()}; each method gives a changed copy.
 *
 * @param isolation what it may see of others
 * @param tries how often the body is run at most, before a conflict is told
 */
public record StmOptions(StmIsolation isolation, int tries) {
    /** How often the body is run at most, if not set. */
    public static final int DEFAULT_TRIES = 64;

    private static final StmOptions DEFAULTS = new StmOptions(StmIsolation.SERIALIZABLE_SNAPSHOT, DEFAULT_TRIES);

    public StmOptions {
        if (tries < 1) {
            throw new IllegalArgumentException("a transaction is tried at least once: " + tries);
        }
    }

    /** The strictest isolation. */
    public static StmOptions defaults() {
        return DEFAULTS;
    }

    /** What it may see of others. */
    public StmOptions isolation(StmIsolation newIsolation) {
        return new StmOptions(newIsolation, tries);
    }

    /** How often the body is run at most. */
    public StmOptions tries(int most) {
        return new StmOptions(isolation, most);
    }
}
