package io.fairlead.server.storage.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentedBackendTest extends BackendSuite {
    private static final Path ROOT = Path.of("/backend");
    private static final long SEGMENT_SIZE = 2048;

    @Override
    Backend create(FileOwner owner) throws IOException {
        return SegmentedBackend.open(new CrashDisk(), ROOT, owner, SEGMENT_SIZE);
    }

    private static SegmentedBackend open(CrashDisk disk) throws IOException {
        return SegmentedBackend.open(disk, ROOT, OWNER, SEGMENT_SIZE);
    }

    private static List<Path> segmentsOf(CrashDisk disk) {
        return disk.paths().stream()
                .filter(path -> path.toString().endsWith(".seg"))
                .toList();
    }

    private static CrashDisk written(int batches) throws IOException {
        CrashDisk disk = new CrashDisk();
        SegmentedBackend backend = open(disk);
        BackendWriter writer = new BackendWriter(backend, 11);
        for (int i = 0; i < batches; i++) {
            writer.writeBatch();
        }
        backend.force();
        backend.close();
        return disk;
    }

    @Test
    void state_closedAndOpened_isTheSame() throws IOException {
        CrashDisk disk = new CrashDisk();
        SegmentedBackend backend = open(disk);
        BackendWriter writer = new BackendWriter(backend, 11);
        for (int i = 0; i < 100; i++) {
            writer.writeBatch();
        }
        StateImage before = StateImage.of(backend);
        backend.close();
        SegmentedBackend again = open(disk);
        assertThat(StateImage.of(again)).isEqualTo(before);
        assertThat(again.forced()).isEqualTo(before.mark());
        assertThat(again.notes()).isEmpty();
        assertThat(segmentsOf(disk)).hasSizeGreaterThan(5);
    }

    @Test
    void open_stateOfAnotherMember_isRefused() throws IOException {
        CrashDisk disk = written(3);
        assertThatThrownBy(() -> SegmentedBackend.open(disk, ROOT, new FileOwner(0xC1, 0xB), SEGMENT_SIZE))
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining(ROOT.toString());
    }

    @Test
    void open_flippedByteInDurableSegment_isRefusedWithFileAndOffset() throws IOException {
        CrashDisk probe = written(100);
        Path second = segmentsOf(probe).get(1);
        for (long offset = 0; offset < probe.sizeOf(second); offset += 37) {
            CrashDisk disk = written(100);
            disk.flip(second, offset);
            assertThatThrownBy(() -> open(disk))
                    .as("offset %d", offset)
                    .isInstanceOf(DamagedStateException.class)
                    .hasMessageContaining(second.toString())
                    .hasMessageContaining("offset ");
        }
    }

    @Test
    void snapshot_ofARottenSegment_isBrokenOffBeforeAByteOfItIsHandedOut() throws IOException {
        CrashDisk disk = written(100);
        Path second = segmentsOf(disk).get(1);
        long size = disk.sizeOf(second);
        try (SegmentedBackend backend = open(disk)) {
            for (long offset = 0; offset < size; offset += 37) {
                disk.flip(second, offset);
                try (SnapshotView view = backend.openSnapshot()) {
                    assertThatThrownBy(() -> StateImage.streamOf(view))
                            .as("offset %d", offset)
                            .isInstanceOf(DamagedStateException.class)
                            .hasMessageContaining(second.toString());
                }
                disk.flip(second, offset);
            }
            try (SnapshotView view = backend.openSnapshot()) {
                assertThat(StateImage.streamOf(view)).hasSize((int) view.size());
            }
        }
    }

    @Test
    void open_flippedByteInDurablePartOfLastSegment_isRefused() throws IOException {
        CrashDisk disk = written(100);
        List<Path> all = segmentsOf(disk);
        Path last = all.get(all.size() - 1);
        disk.flip(last, disk.sizeOf(last) - 5);
        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("durable")
                .hasMessageContaining(last.toString());
    }

    @Test
    void open_missingSegment_isRefused() throws IOException {
        CrashDisk disk = written(100);
        Path second = segmentsOf(disk).get(1);
        disk.delete(second);
        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining(second.toString());
    }

    @Test
    void open_missingManifest_isRefused() throws IOException {
        CrashDisk disk = written(3);
        disk.delete(ROOT.resolve(Manifest.IN_USE));
        assertThatThrownBy(() -> open(disk)).isInstanceOf(DamagedStateException.class);
    }

    @Test
    void open_damagedTailThatWasNeverForced_isCut() throws IOException {
        CrashDisk disk = written(5);
        SegmentedBackend backend = open(disk);
        StateImage durable = StateImage.of(backend);
        List<Path> all = segmentsOf(disk);
        Path last = all.get(all.size() - 1);
        long forcedEnd = disk.sizeOf(last);
        Batch batch = backend.begin();
        batch.put(1000, 0, Bytes.utf8("k"), Bytes.utf8("v"), 1000, 1, 0);
        backend.seal(batch, new AppliedMark(1000, 1, Bytes.empty()));
        backend.close();
        disk.flip(last, forcedEnd + 20);

        SegmentedBackend again = open(disk);
        assertThat(StateImage.of(again)).isEqualTo(durable);
        assertThat(again.notes()).singleElement().asString().contains(last.toString(), "cut at offset " + forcedEnd);
        assertThat(disk.sizeOf(last)).isEqualTo(forcedEnd);
    }

    @Test
    void read_recordDamagedWhileOpen_isAnAnswerNotAValue() throws IOException {
        CrashDisk disk = new CrashDisk();
        SegmentedBackend backend = open(disk);
        Batch batch = backend.begin();
        batch.put(2, 0, Bytes.utf8("k"), Bytes.utf8("a value of some length"), 2, 1, 0);
        backend.seal(batch, new AppliedMark(1, 1, Bytes.empty()));
        Path segment = segmentsOf(disk).get(0);
        disk.flip(segment, SegmentFormat.HEAD_SIZE + 60);
        assertThatThrownBy(() -> backend.read(2, 0))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining(segment.toString())
                .hasMessageContaining("offset " + SegmentFormat.HEAD_SIZE);
        assertThatThrownBy(() -> StateImage.of(backend)).isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void clean_mostlyDroppedSegments_givesSpaceBackAndKeepsTheRest() throws IOException {
        CrashDisk disk = new CrashDisk();
        SegmentedBackend backend = open(disk);
        BackendWriter writer = new BackendWriter(backend, 12);
        for (int i = 0; i < 200; i++) {
            writer.writeBatch();
        }
        writer.dropSome();
        writer.dropSome();
        writer.dropSome();
        StateImage before = StateImage.of(backend);
        long size = backend.size();
        backend.force();
        while (backend.clean(false)) {
            assertThat(StateImage.of(backend)).isEqualTo(before);
        }
        assertThat(backend.size()).isLessThan(size / 2);
        assertThat(backend.clean(false)).isFalse();
        while (backend.clean(true)) {
            assertThat(StateImage.of(backend)).isEqualTo(before);
        }
        long onDisk = segmentsOf(disk).stream().mapToLong(disk::sizeOf).sum();
        assertThat(onDisk).isEqualTo(backend.size());
        backend.close();
        StateImage again = StateImage.of(open(disk));
        assertThat(again.records()).containsAllEntriesOf(before.records());
        assertThat(again.buckets()).isEqualTo(before.buckets());
        assertThat(again.mark()).isEqualTo(before.mark());
    }

    @Test
    void clean_bucketChangesAlone_giveTheirSpaceBack() throws IOException {
        CrashDisk disk = new CrashDisk();
        SegmentedBackend backend = open(disk);
        write(backend, 2, Bytes.utf8("alive"), Bytes.utf8("v"), false);
        for (int i = 0; i < 400; i++) {
            Batch batch = backend.begin();
            batch.put(Bucket.LEASE, Bytes.utf8("the same"), Bytes.utf8("granted again " + i));
            backend.seal(batch, new AppliedMark(3 + i, 1, Bytes.empty()));
        }
        backend.force();
        long size = backend.size();
        assertThat(backend.sizeInUse()).isLessThan(size / 10);

        while (backend.clean(false)) {
            assertThat(backend.read(2, 0)).isNotNull();
        }
        assertThat(backend.size()).isLessThan(size / 4);
    }

    @Test
    void closeSegment_smallState_letsAThoroughCleaningHaveItAll() throws IOException {
        CrashDisk disk = new CrashDisk();
        SegmentedBackend backend = open(disk);
        for (long main = 2; main < 6; main++) {
            write(backend, main, Bytes.utf8("k"), Bytes.unsafeWrap(new byte[100]), false);
        }
        for (long main = 2; main < 5; main++) {
            backend.drop(main, 0);
        }
        backend.force();
        assertThat(backend.clean(true)).isFalse();
        long inUse = backend.sizeInUse();

        backend.closeSegment();
        AppliedMark mark = backend.applied();
        backend.seal(backend.begin(), mark);
        backend.force();
        assertThat(backend.clean(true)).isTrue();
        while (backend.clean(true)) {
            assertThat(backend.applied()).isEqualTo(mark);
        }
        assertThat(backend.size()).isLessThan(inUse + 3 * SegmentFormat.HEAD_SIZE + 200);
        assertThat(backend.read(5, 0)).isNotNull();
        backend.close();
        SegmentedBackend again = open(disk);
        assertThat(StateImage.of(again).records().keySet()).containsExactly(StateImage.place(5, 0));
        assertThat(again.sizeInUse()).isEqualTo(backend.sizeInUse());
    }

    @Test
    void clean_droppedTombstoneBehindADroppedPut_staysUntilThePutGoes() throws IOException {
        CrashDisk disk = new CrashDisk();
        SegmentedBackend backend = open(disk);
        Bytes key = Bytes.utf8("k");
        Bytes filler = Bytes.unsafeWrap(new byte[1500]);
        long main = 2;
        // One put that is dropped in a segment that is otherwise alive, then a segment with nothing but its tombstone
        // and dropped puts.
        long[] puts = {main++, main++};
        write(backend, puts[0], key, Bytes.utf8("old"), false);
        write(backend, puts[1], Bytes.utf8("alive"), filler, false);
        write(backend, main++, Bytes.utf8("alive2"), filler, false);
        long tombstone = main++;
        write(backend, tombstone, key, Bytes.empty(), true);
        long gone = main++;
        write(backend, gone, Bytes.utf8("x"), Bytes.unsafeWrap(new byte[4000]), false);
        write(backend, main++, Bytes.utf8("y"), filler, false);
        write(backend, main, Bytes.utf8("z"), filler, false);
        backend.drop(puts[0], 0);
        backend.drop(tombstone, 0);
        backend.drop(gone, 0);
        backend.force();
        while (backend.clean(false)) {
            assertThat(backend.read(tombstone, 0)).isNotNull();
        }
        assertThat(backend.read(gone, 0)).isNull();
        assertThat(backend.read(puts[0], 0)).isNotNull();
        while (backend.clean(true)) {
            assertThat(backend.read(puts[1], 0)).isNotNull();
        }
        assertThat(backend.read(puts[0], 0)).isNull();
        assertThat(backend.read(tombstone, 0)).isNull();
    }

    private static void write(Backend backend, long main, Bytes key, Bytes value, boolean tombstone)
            throws IOException {
        Batch batch = backend.begin();
        if (tombstone) {
            batch.tombstone(main, 0, key);
        } else {
            batch.put(main, 0, key, value, main, 1, 0);
        }
        backend.seal(batch, new AppliedMark(main, 1, Bytes.empty()));
    }

    @Test
    void receivedState_crashBeforeItsInstall_isFoundAgain() throws IOException {
        SegmentedBackend source = open(new CrashDisk());
        BackendWriter writer = new BackendWriter(source, 13);
        for (int i = 0; i < 30; i++) {
            writer.writeBatch();
        }
        StateImage sent = StateImage.of(source);
        FileOwner owner = new FileOwner(0xC1, 0xB);
        CrashDisk disk = new CrashDisk();
        SegmentedBackend target = SegmentedBackend.open(disk, ROOT, owner, SEGMENT_SIZE);
        new BackendWriter(target, 14).writeBatch();
        target.force();
        StateImage.receive(target, StateImage.streamOf(source.openSnapshot()));

        CrashDisk after = disk.afterCrash(CrashDisk.Survival.NOTHING, 0);
        SegmentedBackend again = SegmentedBackend.open(after, ROOT, owner, SEGMENT_SIZE);
        ReceivedState received = again.received().orElseThrow();
        assertThat(received.mark()).isEqualTo(sent.mark());
        again.install(received);
        assertThat(StateImage.of(again)).isEqualTo(sent);
        assertThat(again.received()).isEmpty();
        again.close();
        assertThat(StateImage.of(SegmentedBackend.open(after, ROOT, owner, SEGMENT_SIZE)))
                .isEqualTo(sent);
    }

    @Test
    void clean_receivedStateWithAnEmptySegmentInIt_leavesAStateThatOpensAndCanBeSent() throws IOException {
        SegmentedBackend first = open(new CrashDisk());
        for (long main = 2; main < 30; main++) {
            write(first, main, Bytes.utf8("k"), Bytes.unsafeWrap(new byte[100]), false);
        }
        SegmentedBackend second = SegmentedBackend.open(new CrashDisk(), ROOT, new FileOwner(0xC1, 0xB), SEGMENT_SIZE);
        second.install(StateImage.receive(second, StateImage.streamOf(first.openSnapshot())));
        // Nothing was written by the second since: the segment it began for itself is sent empty.
        FileOwner owner = new FileOwner(0xC1, 0xC);
        CrashDisk disk = new CrashDisk();
        SegmentedBackend third = SegmentedBackend.open(disk, ROOT, owner, SEGMENT_SIZE);
        third.install(StateImage.receive(third, StateImage.streamOf(second.openSnapshot())));
        write(third, 30, Bytes.utf8("k"), Bytes.utf8("v"), false);
        for (long main = 16; main < 29; main++) {
            third.drop(main, 0);
        }
        third.force();
        assertThat(third.clean(false)).isTrue();
        StateImage cleaned = StateImage.of(third);

        SegmentedBackend fourth = SegmentedBackend.open(new CrashDisk(), ROOT, new FileOwner(0xC1, 0xD), SEGMENT_SIZE);
        fourth.install(StateImage.receive(fourth, StateImage.streamOf(third.openSnapshot())));
        assertThat(StateImage.of(fourth)).isEqualTo(cleaned);
        third.close();
        assertThat(StateImage.of(SegmentedBackend.open(disk, ROOT, owner, SEGMENT_SIZE)))
                .isEqualTo(cleaned);
    }
}
