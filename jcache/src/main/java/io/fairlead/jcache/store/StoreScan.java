package io.fairlead.jcache.store;

/** All records of a cache as they were at one revision, read in pages while they are gone through; for one thread, once. */
public interface StoreScan extends Iterable<StoredEntry>, AutoCloseable {
    /** The revision of all of them. */
    long revision();

    /** Stops reading ahead. */
    @Override
    void close();
}
