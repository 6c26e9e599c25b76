package io.fairlead.api.kv;

/** Direction in which a read is sorted. */
public enum SortOrder {
    /** As the store has it: ascending keys, unless a {@link SortTarget} other than the key asks for ascending order. */
    NONE,
    ASCENDING,
    DESCENDING
}
