package io.fairlead.jcache.change;

import io.fairlead.jcache.store.Effect;
import io.fairlead.jcache.store.StoredEntry;

/**
 * What is to become of an entry, planned on what it is. Asked again when somebody else was quicker.
 *
 * @param <V> the type of the values
 * @param <R> what the caller wants to know in the end
 */
@FunctionalInterface
public interface Planner<V, R> {
    /** Plans. What it throws ends the change, which has then not been made. */
    Plan<V, R> plan(StoredEntry current);

    /**
     * What is to become of an entry.
     *
     * @param effect on the record
     * @param told to the system outside, if there is one
     * @param result what the caller gets if this plan is the one that is carried out
     */
    record Plan<V, R>(Effect effect, Told<V> told, R result) {}
}
