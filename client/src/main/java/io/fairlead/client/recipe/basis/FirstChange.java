package io.fairlead.client.recipe.basis;

import io.fairlead.api.Bytes;
import io.fairlead.api.FairleadException;
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

    /**
     * Whether the transaction, which others may have been faster than, was the one that made the first change of {@code cell}.
     * Once somebody has changed it, the transaction can't be carried out any more.
     *
     * @param sent a transaction that is in doubt, and was guarded by the cell's mod revision
     * @param modRevision of the cell as it was seen
     * @param before when it was seen so
     * @param after when it was not so any more
     * @param mark the key to which the transaction writes {@code id}; others write something else there whenever they change
     *     the cell, or nothing
     * @throws io.fairlead.api.FairleadException with outcome UNKNOWN if the history can't be read
     */
    public static boolean isBy(
            Kv kv,
            OnceTxn.Sent sent,
            KeyRange cell,
            long modRevision,
            long before,
            long after,
            KeyRange mark,
            Bytes id) {
        try {
            long changed = find(kv, cell, modRevision, before, after);
            return at(kv, mark, changed)
                    .first()
                    .filter(found ->
                            found.modRevision() == changed && found.value().equals(id))
                    .isPresent();
        } catch (FairleadException failure) {
            FairleadException unresolved = sent.unresolved();
            unresolved.addSuppressed(failure);
            throw unresolved;
        }
    }

    private static long modRevision(RangeResult found) {
        return found.entries().isEmpty() ? 0 : found.entries().get(0).modRevision();
    }
}
