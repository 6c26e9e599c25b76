package io.fairlead.api.kv;

import io.fairlead.api.Consistency;

/**
 * How a range is scanned. Start at {@link #defaults()}; each method gives a changed copy.
 *
 * @param pageSize keys that are asked for at a time, at most
 * @param revision scan the past at this revision, 0 for the newest when the scan begins
 * @param consistency how fresh the revision must be that the scan settles on; without meaning where one is given
 * @param keysOnly leave the values out
 */
public record ScanOptions(int pageSize, long revision, Consistency consistency, boolean keysOnly) {
    /** Keys that are asked for at a time, if not set. */
    public static final int DEFAULT_PAGE_SIZE = 500;

    private static final ScanOptions DEFAULTS = new ScanOptions(DEFAULT_PAGE_SIZE, 0, Consistency.LINEARIZABLE, false);

    public ScanOptions {
        if (pageSize < 1) {
            throw new IllegalArgumentException("a page holds at least one key: " + pageSize);
        }
        if (revision < 0) {
            throw new IllegalArgumentException("a scan is at revision 0 (the newest) or above: " + revision);
        }
    }

    /** Keys and values of the newest revision, linearizable. */
    public static ScanOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Ask for so many keys at a time. Where an answer of that many is refused for its size, the scan halves the number by
     * itself.
     */
    public ScanOptions pageSize(int keys) {
        return new ScanOptions(keys, revision, consistency, keysOnly);
    }

    /** As of {@code newRevision}. */
    public ScanOptions revision(long newRevision) {
        return new ScanOptions(pageSize, newRevision, consistency, keysOnly);
    }

    /** At what the first member that is asked has applied, possibly stale; needs no leader while members are level. */
    public ScanOptions serializable() {
        return new ScanOptions(pageSize, revision, Consistency.SERIALIZABLE, keysOnly);
    }

    /** Without values. */
    public ScanOptions withKeysOnly() {
        return new ScanOptions(pageSize, revision, consistency, true);
    }
}
