package io.fairlead.server.mvcc;

import io.fairlead.api.Bytes;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Bucket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Hash of everything a member keeps: every bucket in the order of its name in etcd's database, the records of keys among
 * them. Two members at the same place in the log have the same one, unless one of them is still carrying out a compaction.
 *
 * <p>Made on the apply loop between two batches, which fixes the place; computed on any thread.
 */
public final class StateHash {
    private static final String KEYS = "key";

    private final Backend backend;
    private final List<Part> parts;
    private final long revision;

    /** A bucket's name, and its entries in order; no entries for the records of keys, which are read when they are hashed. */
    private record Part(String name, List<Bytes> entries) {}

    private StateHash(Backend backend, List<Part> parts, long revision) {
        this.backend = backend;
        this.parts = parts;
        this.revision = revision;
    }

    /** The state that is sealed and published now. Apply loop. */
    public static StateHash of(Backend backend, MvccStore keys) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(KEYS, List.of()));
        Arrays.stream(Bucket.values()).forEach(bucket -> parts.add(part(backend, bucket)));
        parts.sort(Comparator.comparing(Part::name));
        return new StateHash(backend, parts, keys.revision());
    }

    private static Part part(Backend backend, Bucket bucket) {
        List<Bytes> entries = new ArrayList<>();
        backend.scan(bucket, (key, value) -> {
            entries.add(key);
            entries.add(value);
        });
        return new Part(bucket.etcdName(), entries);
    }

    /** The newest revision that is hashed. */
    public long revision() {
        return revision;
    }

    /** Reads every record. Any thread. */
    public int compute() {
        CRC32C crc = new CRC32C();
        for (Part part : parts) {
            if (part.name().equals(KEYS)) {
                RecordHash records = new RecordHash(crc);
                backend.scanRevisions(0, revision, record -> {
                    records.add(record);
                    return true;
                });
            } else {
                crc.update(Bytes.utf8(part.name()).toByteArray());
                part.entries().forEach(bytes -> crc.update(bytes.asByteBuffer()));
            }
        }
        return (int) crc.getValue();
    }
}
