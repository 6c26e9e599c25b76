package io.fairlead.server.database;

import io.fairlead.api.Bytes;
import java.nio.ByteBuffer;

/** Names and small values in etcd's database. Integers are big-endian there. */
final class Schema {
    static final Bytes KEY = Bytes.utf8("key");
    static final Bytes CONSISTENT_INDEX = Bytes.utf8("consistent_index");
    static final Bytes TERM = Bytes.utf8("term");
    static final Bytes CONF_STATE = Bytes.utf8("confState");
    static final Bytes AUTH_REVISION = Bytes.utf8("authRevision");
    static final Bytes STORAGE_VERSION = Bytes.utf8("storageVersion");
    static final Bytes SCHEDULED_COMPACTION = Bytes.utf8("scheduledCompactRev");
    static final Bytes CLUSTER_VERSION = Bytes.utf8("clusterVersion");

    private Schema() {}

    static Bytes number(long value) {
        return Bytes.unsafeWrap(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }
}
