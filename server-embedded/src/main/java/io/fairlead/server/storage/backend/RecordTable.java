package io.fairlead.server.storage.backend;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where each revision record stands in one segment, in ascending order of (main, sub): twelve bytes a record, sixteen once a
 * transaction of several changes is among them.
 *
 * <p>One writer, many readers. Entries are staged, then committed together; readers see committed ones only. The arrays are only
 * ever replaced by longer ones with the same beginning, before the count says so.
 */
final class RecordTable {
    private static final int TOMBSTONE = 1 << 31;

    private final long base;

    /** Main revisions, less {@link #base}. */
    private int[] mains = new int[16];

    /** Null while every sub revision is 0. */
    private int @Nullable [] subs;

    /** Offsets in the file, with the tombstone bit. */
    private int[] offsets = new int[16];

    /** Sizes of the frames. */
    private int[] sizes = new int[16];

    private int staged;
    private long stagedBytes;
    private volatile int count;

    /** Of all committed frames; written before {@link #count}. */
    private long bytes;

    /** @param base at most the first main revision that will be added */
    RecordTable(long base) {
        this.base = base;
    }

    /** Whether a main revision can be told from the base in an int. */
    boolean accepts(long main) {
        return main - base <= Integer.MAX_VALUE;
    }

    /** @param size of the whole frame */
    void stage(long main, int sub, long offset, int size, boolean tombstone) {
        int at = staged;
        if (at == mains.length) {
            mains = Arrays.copyOf(mains, at * 2);
            offsets = Arrays.copyOf(offsets, at * 2);
            sizes = Arrays.copyOf(sizes, at * 2);
        }
        int[] places = subs;
        if (places == null ? sub != 0 : at >= places.length) {
            places = places == null ? new int[mains.length] : Arrays.copyOf(places, mains.length);
            subs = places;
        }
        if (places != null) {
            places[at] = sub;
        }
        mains[at] = Math.toIntExact(main - base);
        offsets[at] = Math.toIntExact(offset) | (tombstone ? TOMBSTONE : 0);
        sizes[at] = size;
        stagedBytes += size;
        staged = at + 1;
    }

    void commit() {
        bytes = stagedBytes;
        count = staged;
    }

    void unstage() {
        stagedBytes = bytes;
        staged = count;
    }

    /** What the committed records take in the file, those included that were dropped. */
    long bytes() {
        return bytes;
    }

    int count() {
        return count;
    }

    long mainAt(int position) {
        return base + mains[position];
    }

    int subAt(int position) {
        int[] places = subs;
        return places == null ? 0 : places[position];
    }

    int offsetAt(int position) {
        return offsets[position] & ~TOMBSTONE;
    }

    /** Of the whole frame. */
    int sizeAt(int position) {
        return sizes[position];
    }

    boolean isTombstone(int position) {
        return (offsets[position] & TOMBSTONE) != 0;
    }

    /** Position of a revision, or -(position of the first one after it) - 1. */
    int find(long main, int sub) {
        int low = 0;
        int high = count - 1;
        // Revisions are dense until compaction thins them out: then the place is known and the search ends at once.
        long guess = high < 0 ? 0 : main - mainAt(0);
        int middle = guess >= 0 && guess <= high ? (int) guess : high >>> 1;
        while (low <= high) {
            int order = Long.compare(mainAt(middle), main);
            if (order == 0) {
                order = Integer.compare(subAt(middle), sub);
            }
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
            middle = (low + high) >>> 1;
        }
        return -low - 1;
    }
}
