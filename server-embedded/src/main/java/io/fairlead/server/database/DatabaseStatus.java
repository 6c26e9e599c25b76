package io.fairlead.server.database;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.bolt.BoltFile;
import io.fairlead.server.storage.bolt.BoltVisitor;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * What a database holds, in the numbers that etcd's tools tell of it.
 *
 * @param hash CRC-32C of names, keys and values of everything in it
 * @param revision the newest one of its keys; 0 where there is none
 * @param totalKeys entries of all buckets
 * @param totalSize bytes of the pages in use
 */
public record DatabaseStatus(int hash, long revision, long totalKeys, long totalSize) {

    /** Reads the whole database, and checks it. */
    public static DatabaseStatus of(BoltFile database) throws IOException {
        Counter counter = new Counter();
        database.walk(counter);
        return new DatabaseStatus((int) counter.crc.getValue(), counter.revision, counter.entries, database.size());
    }

    private static final class Counter implements BoltVisitor {
        private final CRC32C crc = new CRC32C();
        private long entries;
        private long revision;
        private boolean inKeys;

        @Override
        public void bucket(Bytes name) {
            inKeys = name.equals(Schema.KEY);
            add(name);
        }

        @Override
        public void entry(Bytes key, Bytes value) throws IOException {
            add(key);
            add(value);
            entries++;
            if (inKeys) {
                revision = KeyRecords.main(key);
            }
        }

        private void add(Bytes bytes) {
            crc.update(bytes.unsafeArray(), bytes.unsafeOffset(), bytes.size());
        }
    }
}
