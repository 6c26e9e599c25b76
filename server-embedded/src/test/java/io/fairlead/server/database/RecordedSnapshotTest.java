package io.fairlead.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.server.apply.AppliedMarks;
import io.fairlead.server.mvcc.KvHash;
import io.fairlead.server.mvcc.MvccStore;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.Bucket;
import io.fairlead.server.storage.backend.FileOwner;
import io.fairlead.server.storage.backend.MemoryBackend;
import io.fairlead.server.storage.backend.SegmentedBackend;
import io.fairlead.server.storage.bolt.Buckets;
import io.fairlead.server.storage.bolt.DamagedBoltException;
import io.fairlead.server.storage.bolt.HeapFile;
import io.fairlead.server.storage.disk.SystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot saved from etcd 3.5.16, with what its tools and its server said of it. */
class RecordedSnapshotTest {
    private static final Path FILES = Path.of("src", "test", "resources", "golden", "files");
    private static final FileOwner OWNER = new FileOwner(7, 8);

    @TempDir
    Path temp;

    private byte[] recorded = {};

    @BeforeEach
    void load() throws IOException {
        recorded = Files.readAllBytes(FILES.resolve("snapshot-small.db"));
    }

    @Test
    void recordedFile_read_holdsWhatEtcdPutThere() throws IOException {
        JsonObject expected = json("snapshot-small.expected.json").getAsJsonObject("buckets");
        NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> buckets = new TreeMap<>();
        for (String name : expected.keySet()) {
            NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
            expected.getAsJsonArray(name).forEach(each -> {
                JsonObject entry = each.getAsJsonObject();
                entries.put(
                        Bytes.fromHex(entry.get("key_hex").getAsString()),
                        Bytes.fromHex(entry.get("value_hex").getAsString()));
            });
            buckets.put(Bytes.utf8(name), entries);
        }

        assertThat(Buckets.read(recorded)).isEqualTo(buckets);
    }

    @Test
    void recordedFile_status_isWhatEtcdutlSays() throws IOException {
        JsonObject expected = json("snapshot-small.status.json");

        DatabaseStatus status = DatabaseStatus.of(file(recorded).database());

        assertThat(Integer.toUnsignedLong(status.hash()))
                .isEqualTo(expected.get("hash").getAsLong());
        assertThat(status.revision()).isEqualTo(expected.get("revision").getAsLong());
        assertThat(status.totalKeys()).isEqualTo(expected.get("totalKey").getAsLong());
        assertThat(status.totalSize()).isEqualTo(expected.get("totalSize").getAsLong());
    }

    @Test
    void recordedContent_writtenByUs_hasTheSameHash() throws IOException {
        byte[] ours = Buckets.write(Buckets.read(recorded));

        DatabaseStatus status = DatabaseStatus.of(file(ours).database());

        assertThat(status.hash())
                .isEqualTo(DatabaseStatus.of(file(recorded).database()).hash());
        assertThat(status.totalSize()).isEqualTo(ours.length).isLessThanOrEqualTo(recorded.length);
    }

    @Test
    void recordedFile_takenIn_hashesAsEtcdDoes() throws IOException {
        JsonObject fresh = json("snapshot-small.hashkv.json").getAsJsonObject("fresh_process");
        try (Backend backend = SegmentedBackend.open(new SystemDisk(), temp, OWNER)) {
            take(recorded, backend);

            MvccStore keys = MvccStore.open(backend);

            assertThat(keys.revision()).isEqualTo(fresh.get("current_revision").getAsLong());
            assertThat(keys.compactedRevision())
                    .isEqualTo(fresh.get("compact_revision").getAsLong());
            JsonObject hashes = fresh.getAsJsonObject("hash_by_revision");
            for (String revision : hashes.keySet()) {
                long at = Long.parseLong(revision);
                assertThat(keys.hash(at))
                        .isEqualTo(
                                Answer.ok(new KvHash((int) hashes.get(revision).getAsLong(), at, 50)));
            }
        }
    }

    @Test
    void recordedFile_takenInAndGivenOut_isTheSameButForItsCluster() throws IOException {
        MemoryBackend backend = new MemoryBackend(OWNER);
        take(recorded, backend);

        NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> out = Buckets.read(image(backend));

        NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> expected = Buckets.read(recorded);
        bucket(expected, "members").clear();
        bucket(expected, "members_removed").clear();
        bucket(expected, "cluster").remove(Schema.CLUSTER_VERSION);
        NavigableMap<Bytes, Bytes> meta = bucket(expected, "meta");
        meta.put(Schema.CONSISTENT_INDEX, Schema.number(1));
        meta.put(Schema.TERM, Schema.number(1));
        meta.put(Schema.CONF_STATE, Bytes.utf8("{\"voters\":[18446744073709551615],\"auto_leave\":false}"));
        assertThat(out).isEqualTo(expected);
        // Keys, leases and users are all there; only membership shrank.
        assertThat(backend.get(Bucket.AUTH_USERS, Bytes.utf8("bob"))).isPresent();
    }

    @Test
    void raisedRevision_takenInAgain_isTheNewestAndCompacted() throws IOException {
        MemoryBackend backend = new MemoryBackend(OWNER);
        DatabaseImport taken = new DatabaseImport(backend, mark());
        taken.take(file(recorded).database());
        taken.raiseRevision(1000);
        taken.finish();
        MemoryBackend second = new MemoryBackend(OWNER);
        take(image(backend), second);

        MvccStore keys = MvccStore.open(second);

        assertThat(keys.revision()).isEqualTo(1053);
        assertThat(keys.compactedRevision()).isEqualTo(1053);
        assertThat(keys.hash(0)).isEqualTo(MvccStore.open(backend).hash(0));
    }

    @Test
    void digest_ofARecordedFile_isRight() throws IOException {
        file(recorded).checkDigest();
    }

    @Test
    void digest_afterAFlippedBit_isRefused() throws IOException {
        recorded[20_000] ^= 4;

        assertThatThrownBy(() -> file(recorded).checkDigest())
                .isInstanceOf(DamagedBoltException.class)
                .hasMessageMatching("expected sha256 \\[119 60 246 .* 119], got \\[.*]");
    }

    @Test
    void digest_thatIsNotThere_isRefused() throws IOException {
        byte[] bare = Arrays.copyOf(recorded, recorded.length - 32);

        assertThatThrownBy(() -> file(bare).checkDigest())
                .hasMessage("snapshot missing hash but --skip-hash-check=false");
        assertThat(DatabaseStatus.of(file(bare).database()).revision()).isEqualTo(53);
    }

    @Test
    void databaseOfSomethingElse_isRefused() throws IOException {
        NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> other = new TreeMap<>();
        other.put(Bytes.utf8("widgets"), new TreeMap<>());

        refused(other, "not a database of etcd: there is no bucket meta");
    }

    @Test
    void newerStorageVersion_isRefused() throws IOException {
        NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> newer = Buckets.read(recorded);
        bucket(newer, "meta").put(Schema.STORAGE_VERSION, Bytes.utf8("3.9.0"));

        refused(newer, "the database has storage version \"3.9.0\", 3.7 is the newest known");
    }

    @Test
    void impossibleRecords_areRefused() throws IOException {
        NavigableMap<Bytes, Bytes> keys = bucket(Buckets.read(recorded), "key");
        Bytes newest = keys.lastKey();
        Bytes value = keys.lastEntry().getValue();
        for (Bytes wrongKey :
                List.of(Bytes.utf8("a"), newest.concat(Bytes.utf8("x")), KeyRecords.revision(-1, 0, false))) {
            refusedKey(wrongKey, value, "is no revision");
        }
        refusedKey(KeyRecords.revision(99, 0, false), value, "revision 99 says of its key: mod revision 53");
        refusedKey(KeyRecords.revision(99, -1, false), value, "revision 99 has sub revision");
        refusedKey(KeyRecords.revision(53, 0, true), value, "two entries of revision 53");
        refusedKey(KeyRecords.revision(99, 0, true), Bytes.empty(), "the deletion at revision 99 names no key");
        refusedKey(newest, Bytes.utf8("rubbish"), "what revision 53 holds is no key and value");
    }

    private void refusedKey(Bytes key, Bytes value, String why) throws IOException {
        NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> buckets = Buckets.read(recorded);
        bucket(buckets, "key").put(key, value);
        refused(buckets, why);
    }

    private static void refused(NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> buckets, String why)
            throws IOException {
        byte[] database = Buckets.write(buckets);
        assertThatThrownBy(() -> take(database, new MemoryBackend(OWNER)))
                .isInstanceOf(DamagedBoltException.class)
                .hasMessageContaining(why);
    }

    private static void take(byte[] database, Backend into) throws IOException {
        DatabaseImport taken = new DatabaseImport(into, mark());
        taken.take(file(database).database());
        taken.finish();
    }

    private static NavigableMap<Bytes, Bytes> bucket(
            NavigableMap<Bytes, NavigableMap<Bytes, Bytes>> buckets, String name) {
        return Objects.requireNonNull(buckets.get(Bytes.utf8(name)));
    }

    private static AppliedMark mark() {
        return AppliedMarks.mark(new EntryId(1, 1), ConfState.of(List.of(-1L), List.of()));
    }

    private static byte[] image(Backend backend) throws IOException {
        try (DatabaseImage image = DatabaseImage.of(backend.openView())) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(image.size()));
            while (image.read(bytes) > 0) {
                // until it is full
            }
            return bytes.array();
        }
    }

    private static SnapshotFile file(byte[] bytes) throws IOException {
        return SnapshotFile.of(HeapFile.of(bytes), "snapshot-small.db");
    }

    private static JsonObject json(String name) throws IOException {
        return JsonParser.parseString(Files.readString(FILES.resolve(name))).getAsJsonObject();
    }
}
