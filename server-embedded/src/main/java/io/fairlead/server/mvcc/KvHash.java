package io.fairlead.server.mvcc;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.RevisionRecord;

/**
 * Hash of the history of all keys up to a revision, equal to etcd's bit for bit.
 *
 * @param hash CRC-32C, unsigned
 * @param revision up to which the history was hashed
 * @param compactedRevision of the last compaction when it was computed, or -1: only hashes with the same one are comparable
 */
public record KvHash(int hash, long revision, long compactedRevision) {

    static Answer<KvHash> compute(MvccStore store, Backend backend, long asked) {
        while (true) {
            ReadView view = store.view();
            if (view.isOutlived()) {
                return Answer.refused(EtcdError.TIMEOUT);
            }
            long at = asked == 0 ? view.revision() : asked;
            if (at > view.revision()) {
                return Answer.refused(EtcdError.FUTURE_REVISION);
            }
            if (at < view.compactedRevision()) {
                return Answer.refused(EtcdError.COMPACTED);
            }
            KvHash hash = over(view, backend, at);
            // A compaction that came in between may have removed records that count, and another member's state may
            // have been put in place: then once more, with what there is now.
            if (store.compactedRevision() == view.compactedRevision() && !view.isOutlived()) {
                return Answer.ok(hash);
            }
        }
    }

    /** Hashes what the view shows at {@code at}; nothing may be compacted meanwhile. */
    static KvHash over(KvView view, Backend backend, long at) {
        Rules rules = new Rules(view, at);
        backend.scanRevisions(0, at, rules::add);
        return new KvHash(rules.hash.value(), at, view.compactedRevision());
    }

    /**
     * Which records count. All up to the revision; but up to the compacted one only what is still newest at the asked one or,
     * where no key is alive there, what the compaction keeps: never what is merely not dropped yet, or members would differ.
     * A tombstone exactly at the compacted revision never counts.
     */
    private static final class Rules {
        private final long compacted;

        /** The revisions up to the compacted one that count, ascending. */
        private final Revision[] kept;

        private final RecordHash hash = new RecordHash();

        /** How many of {@link #kept} lie behind the scan. */
        private int passed;

        Rules(KvView view, long at) {
            compacted = view.compactedRevision();
            RevisionList alive = new RevisionList();
            view.find(KeySpan.ALL, at, 0, alive);
            if (alive.size() == 0) {
                view.find(KeySpan.ALL, compacted, 0, alive);
            }
            kept = alive.sortedUpTo(compacted);
        }

        boolean add(RevisionRecord record) {
            if (record.main() > compacted || counts(record)) {
                hash.add(record);
            }
            return true;
        }

        private boolean counts(RevisionRecord record) {
            Revision revision = new Revision(record.main(), record.sub());
            while (passed < kept.length && kept[passed].compareTo(revision) < 0) {
                passed++;
            }
            return passed < kept.length && kept[passed].equals(revision);
        }
    }
}
