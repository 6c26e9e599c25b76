package io.fairlead.server.mvcc;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Batch;
import io.fairlead.server.storage.backend.Bucket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes away what compactions gave up, a bounded number of keys at a time, so that the apply loop is never held up for
 * long. Apply loop.
 *
 * <p>A compaction is three steps, each durable before the next one hurts: the mark that it is scheduled (same batch as the log
 * entry that asked for it), the records dropped (only after that batch was sealed and published), the mark that it is
 * finished. A crash between them is settled by {@link #restore}: everything below the scheduled mark is dropped again.
 *
 * <p>A newer compaction that is scheduled while one is under way replaces it; the walk starts over.
 */
public final class Compactor {
    private static final Bytes SCHEDULED = Bytes.utf8("scheduledCompactRev");
    private static final Bytes FINISHED = Bytes.utf8("finishedCompactRev");
    private static final byte[] BEGINNING = new byte[0];
    private static final long NONE = MvccStore.NEVER_COMPACTED;

    private final Backend backend;
    private final KeyMeter meter;
    private final HashCache hashes = new HashCache();
    private KeyTree tree = new KeyTree();

    /** Scheduled in a batch that was not published yet, or {@link #NONE}. */
    private long awaited = NONE;

    /** Whose records are being dropped, or {@link #NONE}. */
    private long running = NONE;

    /** The walk goes on here: just after the last key that is done. */
    private byte[] doneUpTo = BEGINNING;

    private boolean walked;
    private long finished = NONE;

    /** The hash to be taken before anything is dropped; null where there is none to take. */
    private @Nullable HashWork hashWork;

    /** Someone took {@link #hashWork}: nothing is dropped until it is done. */
    private boolean hashTaken;

    Compactor(Backend backend, KeyMeter meter) {
        this.backend = backend;
        this.meter = meter;
    }

    HashCache hashes() {
        return hashes;
    }

    void schedule(Batch batch, long at) {
        batch.put(Bucket.META, SCHEDULED, encode(at));
        awaited = at;
    }

    /**
     * What was scheduled is published now; the records may go.
     *
     * @param before what is published, with the compacted revision before this one
     */
    void marksSealed(KeyTree current, ReadView before) {
        tree = current;
        if (awaited == NONE) {
            return;
        }
        dropHashWork();
        // A hash over what an unfinished compaction left would not equal that of another member.
        if (before.compactedRevision() == finished) {
            hashWork = new HashWork(before, backend, hashes, awaited);
        }
        running = awaited;
        awaited = NONE;
        doneUpTo = BEGINNING;
        walked = false;
    }

    /**
     * The hash of the history up to the compaction that was just published, as it is before anything is dropped; members are
     * compared by it. Whoever takes it runs it on a thread of its own choice, since it reads every record; the compaction
     * goes on afterwards. Where nobody takes it before the next {@link #step}, the hash is not computed.
     */
    public Optional<Runnable> takeHashWork() {
        if (hashWork == null || hashTaken || running == NONE) {
            return Optional.empty();
        }
        hashTaken = true;
        return Optional.of(hashWork);
    }

    private void dropHashWork() {
        if (hashWork != null) {
            hashWork.abandoned = true;
        }
        hashWork = null;
        hashTaken = false;
    }

    /** Whether the walk may begin. */
    private boolean isHashSettled() {
        if (hashWork != null && (!hashTaken || hashWork.done)) {
            hashWork = null;
        }
        return hashWork == null;
    }

    /** Computes one hash on some thread and keeps it, unless a newer compaction made it worthless. */
    private static final class HashWork implements Runnable {
        private final ReadView before;
        private final Backend backend;
        private final HashCache hashes;
        private final long at;

        /** Set by the apply loop. */
        private volatile boolean abandoned;

        /** Set when the records are no longer needed. */
        private volatile boolean done;

        HashWork(ReadView before, Backend backend, HashCache hashes, long at) {
            this.before = before;
            this.backend = backend;
            this.hashes = hashes;
            this.at = at;
        }

        @Override
        public void run() {
            try {
                hashes.keepUnless(() -> abandoned, KvHash.over(before, backend, at));
            } finally {
                done = true;
            }
        }
    }

    /**
     * Drops again what lies below the marks found in the backend.
     *
     * @return the revision of the last compaction, or {@link MvccStore#NEVER_COMPACTED}
     */
    long restore(KeyTree found) {
        tree = found;
        awaited = NONE;
        dropHashWork();
        hashes.clear();
        finished = backend.get(Bucket.META, FINISHED).map(Compactor::decode).orElse(NONE);
        long at = Math.max(
                finished,
                backend.get(Bucket.META, SCHEDULED).map(Compactor::decode).orElse(NONE));
        running = at;
        doneUpTo = BEGINNING;
        walked = at == NONE;
        while (!walked) {
            walk(Integer.MAX_VALUE);
        }
        running = at > finished ? at : NONE;
        return at;
    }

    /** Whether {@link #step} has something to do now; not while somebody computes the hash that comes before. */
    public boolean isPending() {
        return running != NONE && isHashSettled();
    }

    /** The compaction that is wholly done, or {@link MvccStore#NEVER_COMPACTED}; a physical compaction waits for it. */
    public long finishedRevision() {
        return finished;
    }

    /**
     * Does a part of the work.
     *
     * @param batch where the mark goes when all is done; one that is begun and not sealed
     * @param keys how many keys to look at, about a microsecond each
     * @return whether the compaction is finished with this step
     */
    public boolean step(Batch batch, int keys) {
        if (!isPending()) {
            return false;
        }
        if (!walked) {
            walk(keys);
        }
        if (!walked) {
            return false;
        }
        batch.put(Bucket.META, FINISHED, encode(running));
        finished = running;
        running = NONE;
        return true;
    }

    private void walk(int limit) {
        List<KeyIndex> some = new ArrayList<>(Math.min(limit, 1024));
        byte[] from = doneUpTo;
        boolean atEnd = tree.walk(from, null, key -> {
            some.add(key);
            return some.size() < limit;
        });
        for (KeyIndex key : some) {
            key.compact(running, backend::drop);
            if (key.isEmpty()) {
                tree.remove(key);
            }
        }
        meter.compactedKeys().add(some.size());
        walked = atEnd;
        if (!some.isEmpty()) {
            byte[] last = some.get(some.size() - 1).key();
            doneUpTo = Arrays.copyOf(last, last.length + 1);
        }
    }

    /** A revision as etcd keeps it in its meta bucket: main, an underscore, sub 0. */
    private static Bytes encode(long main) {
        ByteBuffer bytes = ByteBuffer.allocate(17);
        bytes.putLong(main).put((byte) '_').putLong(0);
        return Bytes.unsafeWrap(bytes.array());
    }

    private static long decode(Bytes bytes) {
        return bytes.asByteBuffer().getLong();
    }
}
