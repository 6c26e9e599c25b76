package io.fairlead.jcache.store;

/**
 * One entry changed.
 *
 * @param kind how
 * @param now the entry after the change; absent, with the mod revision 0, after a deletion
 * @param before the entry before the change; absent if there was no record, previous records were not asked for, or the
 *     history has been compacted
 */
public record Change(Kind kind, StoredEntry now, StoredEntry before) {
    /** How an entry changed, as listeners of JSR 107 tell it apart. Whoever keeps a copy takes {@code now} in any case. */
    public enum Kind {
        /** A program wrote it, and there was no record before. */
        CREATED,
        /** A program wrote it over one that had expired: EXPIRED, then CREATED. */
        EXPIRED_AND_CREATED,
        /** A program wrote it over another. */
        UPDATED,
        /** A loader brought it, anew or over another. */
        LOADED,
        /** A read moved its deadline. */
        TOUCHED,
        /** A program removed it. */
        REMOVED,
        /** It had expired and was collected, by whoever met it or by its lease. */
        EXPIRED,
        /** The whole cache was cleared. */
        CLEARED
    }
}
