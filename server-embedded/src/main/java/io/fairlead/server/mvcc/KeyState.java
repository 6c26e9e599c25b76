package io.fairlead.server.mvcc;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.backend.RevisionRecord;

/**
 * What one revision made of a key.
 *
 * @param revision of the change; its main part is the key's mod revision
 * @param tombstone the key was deleted: value, create revision, version and lease are then empty or 0
 * @param lease id of the attached lease, or 0
 */
public record KeyState(
        Revision revision, boolean tombstone, Bytes key, Bytes value, long createRevision, long version, long lease) {

    static KeyState of(RevisionRecord record) {
        return new KeyState(
                new Revision(record.main(), record.sub()),
                record.tombstone(),
                record.key(),
                record.value(),
                record.createRevision(),
                record.version(),
                record.lease());
    }

    public long modRevision() {
        return revision.main();
    }
}
