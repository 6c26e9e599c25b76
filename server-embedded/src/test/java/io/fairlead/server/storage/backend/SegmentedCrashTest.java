package io.fairlead.server.storage.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Power fails at every single change of the disk, and any part of what was not forced is lost. */
@Tag("computes")
class SegmentedCrashTest {
    private static final Path ROOT = Path.of("/backend");
    private static final FileOwner OWNER = new FileOwner(1, 2);
    private static final long SEGMENT_SIZE = 1024;
    private static final int STEPS = 96;

    /** What a run had promised when it was cut off. */
    private static final class Promises {
        private long sealedIndex;
        private long forcedIndex;
    }

    /** What a run holds after each batch, by index; every run does the same. */
    private final TreeMap<Long, StateImage> images = new TreeMap<>();

    @Test
    void powerLoss_atAnyChange_leavesAPrefixOfBatchesNotShorterThanWhatWasForced() throws IOException {
        CrashDisk whole = new CrashDisk();
        run(whole, new Promises(), images);
        long changes = whole.changes();
        assertThat(changes).isGreaterThan(200);

        for (long at = 1; at <= changes; at++) {
            CrashDisk disk = new CrashDisk();
            disk.failAt(at);
            Promises promises = new Promises();
            try {
                run(disk, promises, null);
            } catch (CrashDisk.PowerLoss expected) {
                assertThat(disk.changes()).isGreaterThanOrEqualTo(at);
            }
            for (CrashDisk.Survival survival : CrashDisk.Survival.values()) {
                check(disk.afterCrash(survival, at), promises, "change " + at + ", " + survival + " survives");
            }
        }
    }

    /** Batches, forces, drops and cleaning, the same in each run. */
    private static void run(CrashDisk disk, Promises promises, @Nullable Map<Long, StateImage> images)
            throws IOException {
        SegmentedBackend backend = SegmentedBackend.open(disk, ROOT, OWNER, SEGMENT_SIZE);
        if (images != null) {
            images.put(0L, StateImage.of(backend));
        }
        BackendWriter writer = new BackendWriter(backend, 21);
        for (int step = 1; step <= STEPS; step++) {
            writer.writeBatch();
            promises.sealedIndex = backend.applied().index();
            if (images != null) {
                images.put(promises.sealedIndex, StateImage.of(backend));
            }
            if (step % 13 == 0) {
                promises.forcedIndex = backend.force().index();
            }
            if (step % 29 == 0) {
                writer.dropSome();
                writer.dropSome();
            }
            if (step % 31 == 0) {
                while (backend.clean(step % 2 == 0)) {
                    promises.forcedIndex =
                            Math.max(promises.forcedIndex, backend.forced().index());
                }
            }
        }
    }

    private void check(CrashDisk disk, Promises promises, String when) throws IOException {
        SegmentedBackend backend = SegmentedBackend.open(disk, ROOT, OWNER, SEGMENT_SIZE);
        StateImage found = StateImage.of(backend);
        // The batch being sealed when the power failed may be whole.
        assertThat(found.mark().index()).as(when).isLessThanOrEqualTo(promises.sealedIndex + 1);
        StateImage expected = images.getOrDefault(found.mark().index(), found);
        assertThat(found.mark()).as(when).isEqualTo(expected.mark());
        assertThat(found.buckets()).as(when).isEqualTo(expected.buckets());
        StateImage newest = images.getOrDefault(promises.sealedIndex, found);
        for (var entry : expected.records().entrySet()) {
            // What was dropped by a later compaction may be gone, and what was dropped may be back.
            boolean dropped = !newest.records().containsKey(entry.getKey());
            if (!dropped || found.records().containsKey(entry.getKey())) {
                assertThat(found.records().get(entry.getKey())).as(when).isEqualTo(entry.getValue());
            }
        }
        assertThat(found.mark().index()).as(when).isGreaterThanOrEqualTo(promises.forcedIndex);
        assertThat(backend.forced()).isEqualTo(backend.applied());

        // It must be possible to go on from there, and to find that again.
        Batch batch = backend.begin();
        batch.tombstone(1_000_000, 0, Bytes.of(1));
        backend.seal(batch, new AppliedMark(found.mark().index() + 1, 99, Bytes.empty()));
        backend.force();
        StateImage before = StateImage.of(backend);
        backend.close();
        assertThat(StateImage.of(SegmentedBackend.open(disk, ROOT, OWNER, SEGMENT_SIZE)))
                .as(when)
                .isEqualTo(before);
    }

    @Test
    void powerLoss_atAnyChangeOfAnInstall_leavesTheOldOrTheNewState() throws IOException {
        SegmentedBackend source = SegmentedBackend.open(new CrashDisk(), ROOT, new FileOwner(1, 3), SEGMENT_SIZE);
        BackendWriter writer = new BackendWriter(source, 31);
        for (int i = 0; i < 40; i++) {
            writer.writeBatch();
        }
        byte[] stream = StateImage.streamOf(source.openSnapshot());
        StateImage sent = StateImage.of(source);

        List<String> outcomes = new ArrayList<>();
        for (long at = 1; ; at++) {
            CrashDisk disk = new CrashDisk();
            SegmentedBackend target = SegmentedBackend.open(disk, ROOT, OWNER, SEGMENT_SIZE);
            BackendWriter own = new BackendWriter(target, 32);
            for (int i = 0; i < 5; i++) {
                own.writeBatch();
            }
            target.force();
            StateImage old = StateImage.of(target);
            disk.failAt(disk.changes() + at);
            boolean installed = false;
            boolean failed = false;
            try {
                target.install(StateImage.receive(target, stream));
                installed = true;
            } catch (CrashDisk.PowerLoss e) {
                failed = true;
            }
            for (CrashDisk.Survival survival : CrashDisk.Survival.values()) {
                SegmentedBackend again =
                        SegmentedBackend.open(disk.afterCrash(survival, at), ROOT, OWNER, SEGMENT_SIZE);
                StateImage found = StateImage.of(again);
                if (installed || found.mark().index() == sent.mark().index()) {
                    assertThat(found).as("change " + at).isEqualTo(sent);
                    outcomes.add("new");
                } else {
                    assertThat(found).as("change " + at).isEqualTo(old);
                    outcomes.add("old");
                }
            }
            if (!failed) {
                break;
            }
        }
        assertThat(outcomes).contains("old", "new");
    }
}
