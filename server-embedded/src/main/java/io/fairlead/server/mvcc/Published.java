package io.fairlead.server.mvcc;

import io.fairlead.api.Bytes;
import org.jspecify.annotations.Nullable;

/** What readers see at one moment: the keys, the newest revision, and the revision of the last compaction. */
record Published(KeyTree.Node root, long revision, long compacted) {

    static long count(KeyTree.Node root, KeySpan span, long at) {
        return find(root, span, at, 0, null);
    }

    /** Collects live revisions up to a limit (0: all) where there is a list; returns how many keys are alive. */
    static long find(KeyTree.Node root, KeySpan span, long at, long limit, @Nullable RevisionList into) {
        byte[] from = array(span.from());
        if (span.single()) {
            KeyIndex key = KeyTree.get(root, from);
            return key != null && key.find(at, into) ? 1 : 0;
        }
        byte[] to = span.to().isPresent() ? array(span.to().get()) : null;
        Counter counter = new Counter(at, limit, into);
        KeyTree.walk(root, from, to, counter);
        return counter.count;
    }

    /** Collects the first live revisions up to a limit, and looks no further. */
    static void page(KeyTree.Node root, KeySpan span, long at, int limit, RevisionList into) {
        if (span.single()) {
            find(root, span, at, limit, into);
            return;
        }
        byte[] to = span.to().isPresent() ? array(span.to().get()) : null;
        KeyTree.walk(root, array(span.from()), to, key -> {
            key.find(at, into);
            return into.size() < limit;
        });
    }

    /** The bytes in an array of their own length; shared, so never changed. */
    static byte[] array(Bytes bytes) {
        return bytes.compact().unsafeArray();
    }

    private static final class Counter implements KeyTree.Visitor {
        private final long at;
        private final long limit;
        private final @Nullable RevisionList into;
        private long count;

        Counter(long at, long limit, @Nullable RevisionList into) {
            this.at = at;
            this.limit = limit;
            this.into = into;
        }

        @Override
        public boolean visit(KeyIndex key) {
            if (key.find(at, limit <= 0 || count < limit ? into : null)) {
                count++;
            }
            return true;
        }
    }
}
