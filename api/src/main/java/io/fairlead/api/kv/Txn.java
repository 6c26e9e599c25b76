package io.fairlead.api.kv;

import java.util.List;

/**
 * If every condition holds then the first list of steps, else the second; all of it at one revision.
 *
 * @param when the conditions; none means that they hold
 * @param then the steps if they hold
 * @param otherwise the steps if not
 */
public record Txn(List<Cmp> when, List<Op> then, List<Op> otherwise) {
    public Txn {
        when = List.copyOf(when);
        then = List.copyOf(then);
        otherwise = List.copyOf(otherwise);
    }

    /** True if no step of either list can change the store; such a transaction may be repeated at will. */
    public boolean isReadOnly() {
        return isReadOnly(then) && isReadOnly(otherwise);
    }

    private static boolean isReadOnly(List<Op> steps) {
        for (Op step : steps) {
            if (step instanceof Op.Put || step instanceof Op.Delete) {
                return false;
            }
            if (step instanceof Op.Nested nested && !nested.txn().isReadOnly()) {
                return false;
            }
        }
        return true;
    }
}
