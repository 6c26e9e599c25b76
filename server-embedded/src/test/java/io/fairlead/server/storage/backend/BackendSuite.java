package io.fairlead.server.storage.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.InvariantViolation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every backend does alike. */
abstract class BackendSuite {
    static final FileOwner OWNER = new FileOwner(0xC1, 0xA);
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Bytes VALUE = Bytes.utf8("value");

    /** A fresh backend of the owner. */
    abstract Backend create(FileOwner owner) throws IOException;

    private static AppliedMark mark(long index) {
        return new AppliedMark(index, 1, Bytes.of(1, 2, 3));
    }

    @Test
    void backend_fresh_isEmpty() throws IOException {
        Backend backend = create(OWNER);
        assertThat(backend.applied()).isEqualTo(AppliedMark.NONE);
        assertThat(backend.forced()).isEqualTo(AppliedMark.NONE);
        assertThat(backend.read(1, 0)).isNull();
        assertThat(backend.unforcedBytes()).isZero();
        assertThat(backend.received()).isEmpty();
    }

    @Test
    void batch_beforeItsSeal_isSeenByItsWriterAlone() throws IOException {
        Backend backend = create(OWNER);
        Batch batch = backend.begin();
        batch.put(2, 0, KEY, VALUE, 2, 1, 7);
        batch.put(Bucket.META, KEY, VALUE);

        assertThat(batch.read(2, 0)).isEqualTo(RevisionRecord.put(2, 0, KEY, VALUE, 2, 1, 7));
        assertThat(batch.get(Bucket.META, KEY)).contains(VALUE);
        assertThat(backend.read(2, 0)).isNull();
        assertThat(backend.get(Bucket.META, KEY)).isEmpty();

        backend.seal(batch, mark(5));
        assertThat(backend.read(2, 0)).isEqualTo(RevisionRecord.put(2, 0, KEY, VALUE, 2, 1, 7));
        assertThat(backend.get(Bucket.META, KEY)).contains(VALUE);
        assertThat(backend.applied()).isEqualTo(mark(5));
    }

    @Test
    void batch_rewound_hasNeitherRecordsNorTrace() throws IOException {
        Backend backend = create(OWNER);
        Batch batch = backend.begin();
        batch.put(2, 0, KEY, VALUE, 2, 1, 0);
        int place = batch.recordCount();
        batch.put(3, 0, KEY, VALUE, 2, 2, 0);
        batch.tombstone(3, 1, KEY);
        batch.rewind(place);
        batch.tombstone(3, 0, KEY);
        backend.seal(batch, mark(1));

        assertThat(StateImage.of(backend).records().values())
                .containsExactly(RevisionRecord.put(2, 0, KEY, VALUE, 2, 1, 0), RevisionRecord.tombstone(3, 0, KEY));
    }

    @Test
    void batch_bucketKeyChangedTwice_lastChangeWins() throws IOException {
        Backend backend = create(OWNER);
        Batch first = backend.begin();
        first.put(Bucket.ALARM, KEY, VALUE);
        first.put(Bucket.LEASE, KEY, VALUE);
        backend.seal(first, mark(1));
        Batch second = backend.begin();
        second.put(Bucket.ALARM, KEY, KEY);
        second.remove(Bucket.ALARM, KEY);
        second.remove(Bucket.LEASE, KEY);
        second.put(Bucket.LEASE, KEY, KEY);
        assertThat(second.get(Bucket.ALARM, KEY)).isEmpty();
        backend.seal(second, mark(2));

        assertThat(backend.get(Bucket.ALARM, KEY)).isEmpty();
        assertThat(backend.get(Bucket.LEASE, KEY)).contains(KEY);
    }

    @Test
    void batch_revisionOutOfOrder_isOurMistake() throws IOException {
        Batch batch = create(OWNER).begin();
        batch.put(3, 1, KEY, VALUE, 3, 1, 0);
        assertThatThrownBy(() -> batch.put(3, 1, KEY, VALUE, 3, 1, 0)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> batch.tombstone(2, 9, KEY)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void seal_indexGoesBack_isOurMistake() throws IOException {
        Backend backend = create(OWNER);
        backend.seal(backend.begin(), mark(5));
        backend.seal(backend.begin(), mark(5));
        assertThatThrownBy(() -> backend.seal(backend.begin(), mark(4))).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void scan_ofRevisions_keepsOrderAndBounds() throws IOException {
        Backend backend = create(OWNER);
        for (long main = 2; main <= 40; main++) {
            Batch batch = backend.begin();
            for (int sub = 0; sub < main % 3 + 1; sub++) {
                batch.put(main, sub, KEY, VALUE, 2, main, 0);
            }
            backend.seal(batch, mark(main));
        }
        List<String> seen = new ArrayList<>();
        backend.scanRevisions(10, 12, record -> seen.add(record.main() + "." + record.sub()));
        assertThat(seen).containsExactly("10.0", "10.1", "11.0", "11.1", "11.2", "12.0");

        List<Long> first = new ArrayList<>();
        backend.scanRevisions(0, Long.MAX_VALUE, record -> {
            first.add(record.main());
            return first.size() < 3;
        });
        assertThat(first).containsExactly(2L, 2L, 2L);
    }

    @Test
    void record_ofAnySize_isReadBackWhole() throws IOException {
        Backend backend = create(OWNER);
        long main = 1;
        for (int size : new int[] {0, 1, 8100, 8200, 70_000, 600_000}) {
            byte[] value = new byte[size];
            Arrays.fill(value, (byte) size);
            Batch batch = backend.begin();
            main++;
            batch.put(main, 0, Bytes.unsafeWrap(Arrays.copyOf(value, size / 3 + 1)), Bytes.copyOf(value), main, 1, -1);
            backend.seal(batch, mark(main));
            RevisionRecord read = Optional.ofNullable(backend.read(main, 0)).orElseThrow();
            assertThat(read.value()).isEqualTo(Bytes.copyOf(value));
            assertThat(read.key().size()).isEqualTo(size / 3 + 1);
            assertThat(read.lease()).isEqualTo(-1);
        }
        assertThat(StateImage.of(backend).records()).hasSize(6);
    }

    @Test
    void force_coversWhatIsSealed() throws IOException {
        Backend backend = create(OWNER);
        int[] wakes = {0};
        backend.onUnforced(1 << 20, () -> wakes[0]++);
        BackendWriter writer = new BackendWriter(backend, 1);
        writer.writeBatch();
        writer.writeBatch();
        assertThat(backend.forced()).isEqualTo(AppliedMark.NONE);
        assertThat(backend.unforcedBytes()).isPositive();
        assertThat(wakes[0]).isEqualTo(1);

        assertThat(backend.force()).isEqualTo(backend.applied());
        assertThat(backend.forced()).isEqualTo(backend.applied());
        assertThat(backend.unforcedBytes()).isZero();
        writer.writeBatch();
        assertThat(wakes[0]).isEqualTo(2);
    }

    @Test
    void drop_record_leavesScansAndSizeInUse() throws IOException {
        Backend backend = create(OWNER);
        for (long main = 2; main < 6; main++) {
            Batch batch = backend.begin();
            batch.put(main, 0, KEY, VALUE, 2, main - 1, 0);
            backend.seal(batch, mark(main));
        }
        long before = backend.sizeInUse();
        assertThat(backend.drop(3, 0)).isPositive();
        assertThat(backend.drop(3, 0)).isZero();
        assertThat(backend.drop(3, 1)).isZero();
        assertThat(backend.drop(99, 0)).isZero();

        assertThat(backend.sizeInUse()).isLessThan(before);
        assertThat(StateImage.of(backend).records().keySet())
                .containsExactly(StateImage.place(2, 0), StateImage.place(4, 0), StateImage.place(5, 0));
    }

    @Test
    void snapshot_whileWritesGoOn_isTheStateAtItsMark() throws IOException {
        Backend backend = create(OWNER);
        BackendWriter writer = new BackendWriter(backend, 3);
        for (int i = 0; i < 60; i++) {
            writer.writeBatch();
        }
        backend.force();
        StateImage expected = StateImage.of(backend);
        byte[] stream;
        try (SnapshotView view = backend.openSnapshot()) {
            assertThat(view.mark()).isEqualTo(expected.mark());
            for (int i = 0; i < 60; i++) {
                writer.writeBatch();
            }
            writer.dropSome();
            backend.force();
            while (backend.clean(true)) {
                writer.writeBatch();
            }
            stream = StateImage.streamOf(view);
            assertThat(stream).hasSize((int) view.size());
        }
        for (Backend other : List.of(create(new FileOwner(0xC1, 0xB)), new MemoryBackend(new FileOwner(0xC1, 0xC)))) {
            new BackendWriter(other, 99).writeBatch();
            ReceivedState received = StateImage.receive(other, stream);
            assertThat(received.mark()).isEqualTo(expected.mark());
            other.install(received);
            assertThat(StateImage.of(other)).isEqualTo(expected);
            assertThat(other.forced()).isEqualTo(expected.mark());
        }
    }

    @Test
    void install_thenWrites_goOnBehindTheReceivedState() throws IOException {
        Backend source = create(OWNER);
        BackendWriter writer = new BackendWriter(source, 4);
        for (int i = 0; i < 40; i++) {
            writer.writeBatch();
        }
        Backend target = create(new FileOwner(0xC1, 0xB));
        target.install(StateImage.receive(target, StateImage.streamOf(source.openSnapshot())));
        for (Backend backend : List.of(source, target)) {
            Batch batch = backend.begin();
            batch.put(1000, 0, KEY, VALUE, 1000, 1, 0);
            batch.remove(Bucket.META, Bytes.utf8("entry-1"));
            backend.seal(batch, mark(500));
        }
        assertThat(StateImage.of(target)).isEqualTo(StateImage.of(source));
    }

    @Test
    void stream_cutOrDamagedOrForeign_isRefusedAndTheOldStateStays() throws IOException {
        Backend source = create(OWNER);
        BackendWriter writer = new BackendWriter(source, 5);
        for (int i = 0; i < 10; i++) {
            writer.writeBatch();
        }
        byte[] stream = StateImage.streamOf(source.openSnapshot());
        Backend target = create(new FileOwner(0xC1, 0xB));
        new BackendWriter(target, 6).writeBatch();
        StateImage before = StateImage.of(target);

        assertThatThrownBy(() -> StateImage.receive(target, Arrays.copyOf(stream, stream.length - 1)))
                .isInstanceOf(DamagedStateException.class);
        assertThatThrownBy(() -> StateImage.receive(target, Arrays.copyOf(stream, 30)))
                .isInstanceOf(DamagedStateException.class);
        for (int at : new int[] {3, 20, 200, stream.length / 2, stream.length - 1}) {
            byte[] flipped = stream.clone();
            flipped[at] ^= 1;
            assertThatThrownBy(() -> StateImage.receive(target, flipped)).isInstanceOf(IOException.class);
        }
        Backend foreign = create(new FileOwner(0xC2, 0xB));
        assertThatThrownBy(() -> StateImage.receive(foreign, stream))
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("cluster");
        assertThat(StateImage.of(target)).isEqualTo(before);
    }

    @Test
    void receiver_aborted_leavesRoomForTheNext() throws IOException {
        Backend source = create(OWNER);
        new BackendWriter(source, 7).writeBatch();
        byte[] stream = StateImage.streamOf(source.openSnapshot());
        Backend target = create(new FileOwner(0xC1, 0xB));
        StateReceiver receiver = target.receive();
        receiver.write(ByteBuffer.wrap(stream, 0, stream.length / 2));
        receiver.abort();
        target.install(StateImage.receive(target, stream));
        assertThat(StateImage.of(target)).isEqualTo(StateImage.of(source));
    }

    @Test
    void receiver_givenUpForANewerOne_touchesNothingOfThat() throws IOException {
        Backend source = create(OWNER);
        new BackendWriter(source, 7).writeBatch();
        byte[] stream = StateImage.streamOf(source.openSnapshot());
        Backend target = create(new FileOwner(0xC1, 0xB));
        StateReceiver cutShort = target.receive();
        cutShort.write(ByteBuffer.wrap(stream, 0, stream.length / 2));
        StateReceiver whole = target.receive();
        whole.write(ByteBuffer.wrap(stream));

        ReceivedState received = StateImage.receive(target, stream);
        assertThatThrownBy(() -> cutShort.write(ByteBuffer.wrap(stream, stream.length / 2, stream.length / 2)))
                .isInstanceOf(TransferGivenUpException.class);
        assertThatThrownBy(whole::complete).isInstanceOf(TransferGivenUpException.class);
        cutShort.abort();
        whole.abort();
        target.install(received);

        assertThat(StateImage.of(target)).isEqualTo(StateImage.of(source));
        Batch batch = target.begin();
        batch.put(Bucket.META, KEY, VALUE);
        target.seal(batch, mark(target.applied().index() + 1));
        target.force();
        assertThat(target.forced()).isEqualTo(target.applied());
    }

    @Test
    void view_whileWritesAndDropsGoOn_staysAsItWas() throws IOException {
        Backend backend = create(OWNER);
        BackendWriter writer = new BackendWriter(backend, 5);
        for (int i = 0; i < 60; i++) {
            writer.writeBatch();
        }
        writer.dropSome();
        List<RevisionRecord> then = new ArrayList<>();
        backend.scanRevisions(0, Long.MAX_VALUE, then::add);
        AppliedMark at = backend.applied();
        List<String> buckets = entriesOf(backend);

        try (StateView view = backend.openView()) {
            for (int round = 0; round < 3; round++) {
                assertThat(recordsOf(view)).isEqualTo(then);
                for (int i = 0; i < 20; i++) {
                    writer.writeBatch();
                }
                writer.dropSome();
                backend.force();
                while (backend.clean(true)) {
                    // as far as it goes
                }
            }
            assertThat(recordsOf(view)).isEqualTo(then);
            assertThat(view.mark()).isEqualTo(at);
            List<String> seen = new ArrayList<>();
            for (Bucket bucket : Bucket.values()) {
                view.entries(bucket).forEach((key, value) -> seen.add(bucket + " " + key + " " + value));
            }
            assertThat(seen).isEqualTo(buckets);
        }
        assertThat(entriesOf(backend)).isNotEqualTo(buckets);
    }

    private static List<RevisionRecord> recordsOf(StateView view) throws IOException {
        List<RevisionRecord> records = new ArrayList<>();
        RecordCursor cursor = view.records();
        for (RevisionRecord record = cursor.next(); record != null; record = cursor.next()) {
            records.add(record);
        }
        return records;
    }

    private static List<String> entriesOf(Backend backend) {
        List<String> entries = new ArrayList<>();
        for (Bucket bucket : Bucket.values()) {
            backend.scan(bucket, (key, value) -> entries.add(bucket + " " + key + " " + value));
        }
        return entries;
    }
}
