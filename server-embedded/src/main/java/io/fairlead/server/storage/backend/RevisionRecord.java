package io.fairlead.server.storage.backend;

import io.fairlead.api.Bytes;

/**
 * What one revision did to one key. Key and value share the memory that was read.
 *
 * @param main the revision of the transaction; also the key's mod revision
 * @param sub the place of the change within its transaction, from 0
 * @param tombstone the key was deleted: then only {@code key} has a meaning of its own
 * @param createRevision main revision at which the key's present life began; 0 in a tombstone
 * @param version how many times the key was put in its present life; 0 in a tombstone
 * @param lease id of the attached lease, or 0
 */
public record RevisionRecord(
        long main, int sub, boolean tombstone, Bytes key, Bytes value, long createRevision, long version, long lease) {

    public static RevisionRecord put(
            long main, int sub, Bytes key, Bytes value, long createRevision, long version, long lease) {
        return new RevisionRecord(main, sub, false, key, value, createRevision, version, lease);
    }

    public static RevisionRecord tombstone(long main, int sub, Bytes key) {
        return new RevisionRecord(main, sub, true, key, Bytes.empty(), 0, 0, 0);
    }
}
