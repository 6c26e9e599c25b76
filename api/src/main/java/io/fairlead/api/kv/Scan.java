package io.fairlead.api.kv;

import io.fairlead.api.KeyValue;
import java.util.Iterator;

/**
 * All keys of a range as they were at one revision, in ascending order, read in pages while they are gone through: memory
 * holds two pages at most, the one in use and the one behind it.
 *
 * <p>Nothing is read before the first entry or the revision is asked for. Reading fails with a
 * {@link io.fairlead.api.FairleadException}; where that was trouble that passes, {@link Iterator#hasNext()} may be called
 * again, and goes on where the scan was. If the revision is compacted away in the middle, reading fails with
 * {@link io.fairlead.api.CompactedException}, whose compact revision is then the least possible, the one after the scan's. The
 * scan does not start again by itself, since the caller has seen a part of another revision already.
 *
 * <p>For one thread at a time; only {@link #close()} may come from another, and makes a read that waits fail with
 * {@link IllegalStateException}.
 */
public interface Scan extends Iterable<KeyValue>, AutoCloseable {
    /** The revision of every entry of this scan; reads the first page if that has not happened yet. */
    long revision();

    /**
     * The entries. They can be gone through once.
     *
     * @throws IllegalStateException if this was asked for before
     */
    @Override
    Iterator<KeyValue> iterator();

    /** Breaks off what is being read ahead. Closing twice does nothing. */
    @Override
    void close();
}
