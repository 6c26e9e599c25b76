package io.fairlead.server.mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Revisions found, as two arrays: no object for each. Used by one thread. */
public final class RevisionList {
    private long[] mains = new long[8];
    private int[] subs = new int[8];
    private int size;

    void add(long main, int sub) {
        if (size == mains.length) {
            mains = Arrays.copyOf(mains, size * 2);
            subs = Arrays.copyOf(subs, size * 2);
        }
        mains[size] = main;
        subs[size] = sub;
        size++;
    }

    public int size() {
        return size;
    }

    public long mainAt(int position) {
        return mains[position];
    }

    public int subAt(int position) {
        return subs[position];
    }

    /** The revisions with a main part of at most {@code main}, in ascending order. */
    Revision[] sortedUpTo(long main) {
        List<Revision> kept = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (mains[i] <= main) {
                kept.add(new Revision(mains[i], subs[i]));
            }
        }
        kept.sort(null);
        return kept.toArray(new Revision[0]);
    }
}
