package io.fairlead.api.kv;

import io.fairlead.api.Consistency;

/**
 * How a range is read. Start at {@link #defaults()}; each method gives a changed copy.
 *
 * @param limit at most so many keys, 0 for no limit
 * @param revision read the past at this revision, 0 for the newest
 * @param sortOrder direction of sorting
 * @param sortTarget what to sort by
 * @param consistency how fresh the answer must be
 * @param keysOnly leave the values out
 * @param countOnly leave the keys out and only count them
 * @param minModRevision drop keys changed before this revision, 0 for no bound
 * @param maxModRevision drop keys changed after this revision, 0 for no bound
 * @param minCreateRevision drop keys created before this revision, 0 for no bound
 * @param maxCreateRevision drop keys created after this revision, 0 for no bound
 */
public record ReadOptions(
        long limit,
        long revision,
        SortOrder sortOrder,
        SortTarget sortTarget,
        Consistency consistency,
        boolean keysOnly,
        boolean countOnly,
        long minModRevision,
        long maxModRevision,
        long minCreateRevision,
        long maxCreateRevision) {
    private static final ReadOptions DEFAULTS =
            new ReadOptions(0, 0, SortOrder.NONE, SortTarget.KEY, Consistency.LINEARIZABLE, false, false, 0, 0, 0, 0);

    /** Everything, newest, in key order, linearizable. */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    /** At most {@code newLimit} keys. */
    public ReadOptions limit(long newLimit) {
        return new ReadOptions(
                newLimit,
                revision,
                sortOrder,
                sortTarget,
                consistency,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    /** As of {@code newRevision}; fails with COMPACTED or FUTURE_REVISION where the store has no such revision. */
    public ReadOptions revision(long newRevision) {
        return new ReadOptions(
                limit,
                newRevision,
                sortOrder,
                sortTarget,
                consistency,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    /** Sorted by {@code target} in {@code order}. */
    public ReadOptions sort(SortTarget target, SortOrder order) {
        return new ReadOptions(
                limit,
                revision,
                order,
                target,
                consistency,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    /** With the given freshness. */
    public ReadOptions consistency(Consistency newConsistency) {
        return new ReadOptions(
                limit,
                revision,
                sortOrder,
                sortTarget,
                newConsistency,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    /** From the asked member alone, possibly stale. */
    public ReadOptions serializable() {
        return consistency(Consistency.SERIALIZABLE);
    }

    /** Without values. */
    public ReadOptions withKeysOnly() {
        return new ReadOptions(
                limit,
                revision,
                sortOrder,
                sortTarget,
                consistency,
                true,
                countOnly,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    /** Only the number of keys. */
    public ReadOptions withCountOnly() {
        return new ReadOptions(
                limit,
                revision,
                sortOrder,
                sortTarget,
                consistency,
                keysOnly,
                true,
                minModRevision,
                maxModRevision,
                minCreateRevision,
                maxCreateRevision);
    }

    /** Only keys last changed from {@code min} to {@code max}, both inclusive; 0 leaves a side open. */
    public ReadOptions modRevisions(long min, long max) {
        return new ReadOptions(
                limit,
                revision,
                sortOrder,
                sortTarget,
                consistency,
                keysOnly,
                countOnly,
                min,
                max,
                minCreateRevision,
                maxCreateRevision);
    }

    /** Only keys created from {@code min} to {@code max}, both inclusive; 0 leaves a side open. */
    public ReadOptions createRevisions(long min, long max) {
        return new ReadOptions(
                limit,
                revision,
                sortOrder,
                sortTarget,
                consistency,
                keysOnly,
                countOnly,
                minModRevision,
                maxModRevision,
                min,
                max);
    }
}
