package io.fairlead.server.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One life of a key: from the put that created it to the tombstone that ended it, if any.
 *
 * <p>Written by the apply loop, read by anyone at once. A slot is written before {@link #count} says it is there, and never
 * changed while it is; the array is only ever replaced by a longer one with the same beginning. So whoever reads the count
 * first finds that many slots. Slots of revisions that are not published yet are seen and skipped, because readers ask
 * for an older revision.
 *
 * <p>A slot is three ints rather than an object or two longs: most keys have one revision, and then a key costs 32 bytes here.
 */
final class Generation {
    private static final int SLOT = 3;
    private static final int TOMBSTONE = 1 << 31;

    /** Main revision of the first put; 0 where compaction left only the tombstone. */
    private final long created;

    /** Version of the key before the first slot that is still here. Apply loop. */
    private long versionBefore;

    /** Slots: main revision in two halves, then the sub revision with the tombstone bit. */
    private int[] slots;

    private volatile int count;

    /** The life before this one, until compaction forgets it. */
    private volatile @Nullable Generation previous;

    Generation(long created, long versionBefore, @Nullable Generation previous) {
        this.created = created;
        this.versionBefore = versionBefore;
        this.slots = new int[SLOT];
        this.previous = previous;
    }

    private Generation(long created, long versionBefore, int[] slots, int count) {
        this.created = created;
        this.versionBefore = versionBefore;
        this.slots = slots;
        this.count = count;
    }

    long created() {
        return created;
    }

    /** Version that the newest put of this life gave the key. */
    long version() {
        return versionBefore + count;
    }

    /** Makes {@link #version()} what the newest record says, where compaction took records out of the middle. */
    void setVersion(long version) {
        versionBefore = version - count;
    }

    @Nullable
    Generation previous() {
        return previous;
    }

    void setPrevious(@Nullable Generation newPrevious) {
        previous = newPrevious;
    }

    int count() {
        return count;
    }

    boolean isEnded() {
        int last = count - 1;
        return last >= 0 && isTombstone(last);
    }

    void append(long main, int sub, boolean tombstone) {
        int at = count * SLOT;
        if (at == slots.length) {
            slots = Arrays.copyOf(slots, at * 2);
        }
        slots[at] = (int) (main >>> 32);
        slots[at + 1] = (int) main;
        slots[at + 2] = tombstone ? sub | TOMBSTONE : sub;
        count = at / SLOT + 1;
    }

    /** Takes the newest slot back; it was never published. */
    void removeLast() {
        int left = count - 1;
        count = left;
    }

    /** The newest slot with a main revision of at most {@code main}; -1 where all are newer. */
    int find(long main) {
        int high = count - 1;
        int[] seen = slots;
        if (high < 0 || mainAt(seen, high) <= main) {
            return high;
        }
        int low = 0;
        high--;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (mainAt(seen, middle) <= main) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    long mainAt(int position) {
        return mainAt(slots, position);
    }

    int subAt(int position) {
        return slots[position * SLOT + 2] & ~TOMBSTONE;
    }

    boolean isTombstone(int position) {
        return (slots[position * SLOT + 2] & TOMBSTONE) != 0;
    }

    /** The same life without the slots before {@code from} and without a life before it. */
    Generation from(int from) {
        int left = count - from;
        return new Generation(
                created, versionBefore + from, Arrays.copyOfRange(slots, from * SLOT, count * SLOT), left);
    }

    private static long mainAt(int[] slots, int position) {
        int at = position * SLOT;
        return ((long) slots[at] << 32) | (slots[at + 1] & 0xFFFFFFFFL);
    }
}
