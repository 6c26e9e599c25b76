package io.fairlead.server.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.EntryCodec;
import io.fairlead.server.raftcodec.RaftCodec;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.SystemDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs written by etcd 3.5.16. */
class GoldenWalTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "files");

    @TempDir
    Path temp;

    private final Disk disk = new SystemDisk();

    @ParameterizedTest
    @CsvSource({
        "wal-small, 0000000000000000-0000000000000000.wal",
        "wal-second-segment, 0000000000000001-0000000000000033.wal"
    })
    void recordedSegment_decoded_isWhatEtcdSaysItIs(String name, String fileName) throws IOException {
        List<WalRecord> records = read(GOLDEN.resolve(name).resolve("wal").resolve(fileName));
        JsonArray expected = expected(name).getAsJsonObject("wal").getAsJsonArray("records");

        assertThat(records).hasSameSizeAs(expected);
        for (int i = 0; i < records.size(); i++) {
            JsonObject wanted = expected.get(i).getAsJsonObject();
            WalRecord record = records.get(i);
            assertThat(record.type().number()).isEqualTo(wanted.get("type").getAsInt());
            assertThat(record.offset()).isEqualTo(wanted.get("offset").getAsLong());
            assertThat(Integer.toUnsignedLong(record.crc()))
                    .isEqualTo(wanted.get("crc").getAsLong());
            assertThat(record.data().toHex())
                    .isEqualTo(wanted.has("data_hex") ? wanted.get("data_hex").getAsString() : "");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "wal-small, 0000000000000000-0000000000000000.wal",
        "wal-second-segment, 0000000000000001-0000000000000033.wal"
    })
    void recordedSegment_decodedAndEncodedAgain_isTheSameBytes(String name, String fileName) throws IOException {
        Path file = GOLDEN.resolve(name).resolve("wal").resolve(fileName);
        List<WalRecord> records = read(file);

        RecordEncoder encoder = new RecordEncoder(records.get(0).crc());
        for (WalRecord record : records) {
            switch (record.type()) {
                case CRC -> encoder.addCrc();
                case METADATA ->
                    encoder.add(
                            RecordType.METADATA,
                            WalMetadata.decode(record.data()).encode());
                case ENTRY -> encoder.add(EntryCodec.decode(record.data()));
                case STATE -> encoder.add(RecordType.STATE, RaftCodec.encode(RaftCodec.decodeHardState(record.data())));
                case SNAPSHOT -> encoder.add(RecordType.SNAPSHOT, Markers.encode(Markers.decode(record.data())));
            }
        }

        assertThat(Bytes.copyOf(encoder.collected())).isEqualTo(Bytes.unsafeWrap(Files.readAllBytes(file)));
    }

    /** The same calls a member makes give the same file, the zero tail aside. */
    @Test
    void log_writtenWithTheRecordedContent_isTheRecordedFile() throws IOException {
        String fileName = "0000000000000000-0000000000000000.wal";
        Path recorded = GOLDEN.resolve("wal-small").resolve("wal").resolve(fileName);
        List<WalRecord> records = read(recorded);
        Path directory = temp.resolve("wal");

        WalMetadata metadata = WalMetadata.decode(records.get(1).data());
        try (Wal wal = Wal.create(disk, directory, metadata, WalOptions.DEFAULT)) {
            for (WalRecord record : records.subList(3, records.size())) {
                wal.append(writeOf(record));
                wal.commit(false);
            }
        }

        byte[] written = Files.readAllBytes(directory.resolve(fileName));
        byte[] wanted = Files.readAllBytes(recorded);
        assertThat(Bytes.unsafeWrap(written, 0, wanted.length)).isEqualTo(Bytes.unsafeWrap(wanted));
        assertThat(Bytes.unsafeWrap(written, wanted.length, written.length - wanted.length))
                .isEqualTo(Bytes.unsafeWrap(new byte[written.length - wanted.length]));
    }

    @Test
    void recordedLog_openedAtItsSnapshot_givesTheEntriesAfterIt() throws IOException {
        Path directory = copy("wal-small");

        List<SnapshotMeta> snapshots = Wal.snapshots(disk, directory);
        EntryId start = snapshots.get(snapshots.size() - 1).lastIncluded();
        Wal.OpenedWal opened = Wal.open(disk, directory, start, WalOptions.DEFAULT);
        opened.wal().close();

        WalRecovery recovery = opened.recovery();
        assertThat(start).isEqualTo(new EntryId(2, 17));
        assertThat(recovery.metadata()).isEqualTo(new WalMetadata(7338164188429866422L, 1467287382403352807L));
        assertThat(recovery.entries().entries()).hasSize(15);
        assertThat(recovery.entries().last().index()).isEqualTo(32);
        assertThat(recovery.snapshot().confState().voters()).containsExactly(7338164188429866422L);
        assertThat(recovery.repair()).isEmpty();
    }

    @Test
    void recordedLog_openedAtItsBeginning_givesAllEntries() throws IOException {
        Wal.OpenedWal opened = Wal.open(disk, copy("wal-small"), EntryId.ZERO, WalOptions.DEFAULT);
        opened.wal().close();

        assertThat(opened.recovery().entries().entries()).hasSize(32);
        assertThat(opened.recovery().snapshot()).isEqualTo(SnapshotMeta.NONE);
    }

    @Test
    void secondSegment_openedAtItsSnapshot_needsNoFirstSegment() throws IOException {
        Wal.OpenedWal opened = Wal.open(disk, copy("wal-second-segment"), new EntryId(2, 63), WalOptions.DEFAULT);
        opened.wal().close();

        assertThat(opened.recovery().entries().previous()).isEqualTo(new EntryId(2, 63));
        HardState state = opened.recovery().hardState();
        assertThat(state.commit()).isEqualTo(opened.recovery().entries().last().index());
    }

    /** A log of etcd's goes on in our hands, and the chain of checksums with it. */
    @Test
    void recordedLog_appendedTo_isReadBack() throws IOException {
        Path directory = copy("wal-small");
        Wal.OpenedWal opened = Wal.open(disk, directory, EntryId.ZERO, WalOptions.DEFAULT);
        HardState state = opened.recovery().hardState();
        Entry entry = Entry.normal(state.term(), 33, Bytes.utf8("more"));
        try (Wal wal = opened.wal()) {
            wal.append(new WalWrite(
                    Optional.empty(),
                    List.of(entry),
                    Optional.of(new HardState(state.term(), state.vote(), 33)),
                    true,
                    () -> {}));
            wal.commit(true);
        }

        Wal.OpenedWal again = Wal.open(disk, directory, EntryId.ZERO, WalOptions.DEFAULT);
        again.wal().close();

        assertThat(again.recovery().entries().entries()).hasSize(33).endsWith(entry);
        assertThat(again.recovery().hardState().commit()).isEqualTo(33);
    }

    private static WalWrite writeOf(WalRecord record) throws IOException {
        return new WalWrite(
                record.type() == RecordType.SNAPSHOT ? Optional.of(Markers.decode(record.data())) : Optional.empty(),
                record.type() == RecordType.ENTRY ? List.of(EntryCodec.decode(record.data())) : List.of(),
                record.type() == RecordType.STATE
                        ? Optional.of(RaftCodec.decodeHardState(record.data()))
                        : Optional.empty(),
                false,
                () -> {});
    }

    private List<WalRecord> read(Path path) throws IOException {
        List<WalRecord> records = new ArrayList<>();
        try (DiskFile file = disk.openForReading(path)) {
            SegmentReader reader = new SegmentReader(path, file, 0);
            for (Optional<WalRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
            assertThat(reader.end().torn()).isEmpty();
            assertThat(reader.end().offset()).isEqualTo(file.size());
        }
        return records;
    }

    private Path copy(String name) throws IOException {
        Path directory = Files.createDirectory(temp.resolve(name));
        for (String file : disk.list(GOLDEN.resolve(name).resolve("wal"))) {
            Files.copy(GOLDEN.resolve(name).resolve("wal").resolve(file), directory.resolve(file));
        }
        return directory;
    }

    private static JsonObject expected(String name) throws IOException {
        String text = Files.readString(GOLDEN.resolve(name).resolve("expected.json"), StandardCharsets.UTF_8);
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
