package io.fairlead.client.recipe.basis;

import io.fairlead.api.KeyRange;
import io.fairlead.api.kv.Kv;
import io.fairlead.api.kv.RangeResult;
import io.fairlead.api.kv.ReadOptions;

/** Looks in the history of a key for the revision at which it stopped being as it was seen. */
public final class FirstChange {
    private FirstChange() {}

    /**
     * The revision of the first change, found by halving: a key does not become again what it was, unless it did not exist.
     *
     * @param modRevision of the key as it was seen, 0 for one that did not exist
     * @param before a revision at which it was still so
     * @param after a revision at which it was no longer so
     * @throws io.fairlead.api.RefusedException with COMPACTED if that part of the history is gone
     */
    public static long find(Kv kv, KeyRange key, long modRevision, long before, long after) {
        long unchanged = before;
        long changed = after;
        while (changed - unchanged > 1) {
            long middle = unchanged + (changed - unchanged) / 2;
            if (modRevision(at(kv, key, middle)) == modRevision) {
                unchanged = middle;
            } else {
                changed = middle;
            }
        }
        return changed;
    }

    /** The key as it was at a revision. */
    public static RangeResult at(Kv kv, KeyRange key, long revision) {
        return kv.get(key, ReadOptions.defaults().revision(revision));
    }

    private static long modRevision(RangeResult found) {
        return found.entries().isEmpty() ? 0 : found.entries().get(0).modRevision();
    }
}
