package io.fairlead.server.mvcc;

import org.jspecify.annotations.Nullable;

/** The keyspace as it can be read: what was published, or a transaction's own view with its changes in it. */
public interface KvView {
    /** The newest revision this view shows; what a response's header says. */
    long revision();

    /** The revision of the last compaction, or -1: reads below it are refused. */
    long compactedRevision();

    /** How many keys of {@code span} are alive at revision {@code at}. */
    long count(KeySpan span, long at);

    /**
     * Finds the keys of {@code span} that are alive at revision {@code at}, in ascending order.
     *
     * @param limit how many revisions go to {@code into} at most; 0 or less for all
     * @return how many keys there are, the limit aside
     */
    long find(KeySpan span, long at, long limit, RevisionList into);

    /** The change of that revision; null where compaction removed it since it was found. */
    @Nullable
    KeyState read(long main, int sub);

    /**
     * Whether what was read at revision {@code at} is whole. Asked last: a compaction that passed {@code at} meanwhile may have
     * taken keys or records away.
     */
    boolean covers(long at);

    /**
     * Whether the state behind this view was replaced as a whole since it was taken, or is about to be: then a record may be
     * missing before anybody is told of the compaction that took it.
     */
    default boolean isOutlived() {
        return false;
    }

    /** The key as it is at revision {@code at}; null where it is not alive, or where the view does not cover that. */
    default @Nullable KeyState get(KeySpan key, long at) {
        RevisionList found = new RevisionList();
        find(key, at, 1, found);
        return found.size() == 0 ? null : read(found.mainAt(0), found.subAt(0));
    }
}
