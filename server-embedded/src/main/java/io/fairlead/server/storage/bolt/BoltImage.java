package io.fairlead.server.storage.bolt;

import io.fairlead.server.check.Invariant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database as a stream of bytes, made while it is read. The entries are gone through twice: once to count the pages, since the
 * first page tells where the root is, and once for the bytes. One thread at a time.
 */
public final class BoltImage {
    /** Even, so that the next transaction goes to the second meta page and this one stays as it is. */
    private static final long TRANSACTION = 2;

    private final long size;
    private final ByteBuffer metas;
    private final BucketWalk walk;
    private @Nullable ByteBuffer current;

    private BoltImage(BucketWalk walk, long root, long pages) {
        this.walk = walk;
        this.size = pages * BoltFormat.PAGE_SIZE;
        this.metas = metas(root, pages);
    }

    /**
     * Counts the pages that hold these buckets; reads all entries once.
     *
     * @param buckets in ascending order of name; their sources give the same entries again when the stream is read
     */
    public static BoltImage of(List<BoltBucket> buckets) throws IOException {
        List<BoltBucket> own = List.copyOf(buckets);
        BucketWalk count = new BucketWalk(own, new PageOutput(true));
        while (!count.ended()) {
            count.step();
        }
        BucketWalk write = new BucketWalk(own, new PageOutput(false));
        return new BoltImage(write, count.root(), count.output().pages());
    }

    private static ByteBuffer metas(long root, long pages) {
        ByteBuffer both = BoltFormat.allocate(2 * BoltFormat.PAGE_SIZE);
        for (int number = 0; number < 2; number++) {
            both.put(BoltFormat.writeMeta(
                    number,
                    new BoltFormat.Meta(
                            BoltFormat.PAGE_SIZE, root, BoltFormat.NO_FREE_LIST, pages, TRANSACTION - number)));
        }
        return both.rewind();
    }

    /** How many bytes the stream has in all. */
    public long size() {
        return size;
    }

    /** Reads what comes next, at least one byte where there is room; -1 at the end. */
    public int read(ByteBuffer target) throws IOException {
        ByteBuffer from = available();
        if (from == null) {
            return -1;
        }
        int count = Math.min(from.remaining(), target.remaining());
        target.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        return count;
    }

    private @Nullable ByteBuffer available() throws IOException {
        if (metas.hasRemaining()) {
            return metas;
        }
        while (current == null || !current.hasRemaining()) {
            current = walk.output().ready().poll();
            if (current == null) {
                if (walk.ended()) {
                    Invariant.check(
                            size == walk.output().pages() * BoltFormat.PAGE_SIZE,
                            "the entries changed between counting and writing",
                            size,
                            walk.output().pages());
                    return null;
                }
                walk.step();
            }
        }
        return current;
    }
}
