package io.fairlead.server.storage.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.exec.Loop;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.sim.SimDisk;
import io.fairlead.server.storage.disk.DiskSpace;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackendLoopTest {
    private static final long INTERVAL = 1000;
    private static final FileOwner OWNER = new FileOwner(1, 2);

    private final Backend backend = new MemoryBackend(OWNER);
    private final BackendWriter writer = new BackendWriter(backend, 1);
    private final List<Long> forced = new ArrayList<>();
    private final DiskSpace space = DiskSpace.unwatched();
    private final BackendLoop loop = loop(backend);
    private int wakes;

    private BackendLoop loop(Backend target) {
        BackendLoop made = new BackendLoop(
                target,
                new BackendLoop.Config(INTERVAL, 10_000),
                mark -> forced.add(mark.index()),
                space,
                Failpoints.NONE);
        made.attach(() -> wakes++);
        return made;
    }

    @Test
    void loop_nothingSealed_restsWithoutDeadline() {
        assertThat(loop.turn(5)).isZero();
        assertThat(loop.deadlineNanos()).isEqualTo(Loop.NEVER);
        assertThat(forced).isEmpty();
    }

    @Test
    void loop_firstSealedByte_wakesItAndIsForcedAfterTheInterval() throws IOException {
        writer.writeBatch();
        writer.writeBatch();
        assertThat(wakes).isEqualTo(1);
        assertThat(loop.turn(100)).isZero();
        assertThat(loop.deadlineNanos()).isEqualTo(100 + INTERVAL);
        assertThat(loop.turn(99 + INTERVAL)).isZero();
        assertThat(loop.turn(100 + INTERVAL)).isEqualTo(1);
        assertThat(forced).containsExactly(2L);
        assertThat(loop.turn(101 + INTERVAL)).isZero();
        assertThat(loop.deadlineNanos()).isEqualTo(Loop.NEVER);
    }

    @Test
    void loop_manySealedBytes_areForcedAtOnce() throws IOException {
        while (backend.unforcedBytes() < 10_000) {
            writer.writeBatch();
        }
        assertThat(wakes).isEqualTo(2);
        assertThat(loop.turn(1)).isEqualTo(1);
        assertThat(forced).containsExactly(backend.applied().index());
    }

    @Test
    void loop_askedToForce_callsBackWithTheDurableMark() throws IOException {
        writer.writeBatch();
        List<Long> told = new ArrayList<>();
        assertThat(loop.force(mark -> told.add(mark.index()))).isTrue();
        assertThat(loop.turn(1)).isPositive();
        assertThat(told).containsExactly(1L);
        assertThat(forced).containsExactly(1L);
        loop.force(mark -> told.add(mark.index()));
        loop.turn(2);
        assertThat(told).containsExactly(1L, 1L);
    }

    @Test
    void loop_askedToClean_worksOnePieceATurnAndCallsBackWhenDone() throws IOException {
        SegmentedBackend files = SegmentedBackend.open(new CrashDisk(), Path.of("/b"), OWNER, 1024);
        BackendWriter filesWriter = new BackendWriter(files, 2);
        for (int i = 0; i < 100; i++) {
            filesWriter.writeBatch();
        }
        filesWriter.dropSome();
        BackendLoop cleaning = loop(files);
        files.force();
        List<String> done = new ArrayList<>();
        assertThat(cleaning.cleanThoroughly(hadRoom -> done.add("had room " + hadRoom)))
                .isTrue();
        int turns = 0;
        while (cleaning.turn(1) > 0) {
            turns++;
        }
        assertThat(turns).isGreaterThan(1);
        assertThat(done).containsExactly("had room true");
        assertThat(files.clean(true)).isFalse();
    }

    @Test
    void loop_stopped_forcesWhatWaits() throws IOException {
        writer.writeBatch();
        loop.detach();
        assertThat(forced).containsExactly(1L);
        assertThat(backend.unforcedBytes()).isZero();
    }

    @Test
    void loop_diskFails_throwsSoThatTheMemberStops() throws IOException {
        CrashDisk disk = new CrashDisk();
        SegmentedBackend files = SegmentedBackend.open(disk, Path.of("/b"), OWNER, 1024);
        new BackendWriter(files, 3).writeBatch();
        BackendLoop failing = loop(files);
        disk.failAt(disk.changes() + 1);
        failing.force(mark -> {});
        assertThatThrownBy(() -> failing.turn(1)).isInstanceOf(UncheckedIOException.class);
        assertThat(forced).isEmpty();
    }

    @Test
    void loop_withoutSpace_triesAgainByItsDeadlineAndTellsThen() throws IOException {
        SimDisk disk = new SimDisk(new Random(1));
        SegmentedBackend files = SegmentedBackend.open(disk, Path.of("/b"), OWNER, 1024);
        BackendLoop waiting = loop(files);
        new BackendWriter(files, 3).writeBatch();
        disk.limit(0);
        List<Long> told = new ArrayList<>();
        waiting.force(mark -> told.add(mark.index()));

        waiting.turn(7);

        assertThat(told).isEmpty();
        assertThat(forced).isEmpty();
        assertThat(space.isShort()).isTrue();
        assertThat(space.isSpent()).isFalse();
        assertThat(waiting.deadlineNanos()).isEqualTo(7 + DiskSpace.LOOK_AGAIN_NANOS);
        disk.unlimited();
        assertThat(waiting.turn(8)).isZero();
        waiting.turn(7 + DiskSpace.LOOK_AGAIN_NANOS);
        assertThat(told).containsExactly(1L);
        assertThat(forced).containsExactly(1L);
        assertThat(space.isShort()).isFalse();
    }

    @Test
    void loop_listenerWithoutSpace_isToldAgain() throws IOException {
        List<Long> heard = new ArrayList<>();
        BackendLoop telling = new BackendLoop(
                backend,
                new BackendLoop.Config(INTERVAL, 10_000),
                mark -> {
                    heard.add(mark.index());
                    if (heard.size() == 1) {
                        throw new NoSpaceException("no room for a snapshot file", null);
                    }
                },
                space,
                Failpoints.NONE);
        telling.attach(() -> {});
        writer.writeBatch();
        telling.force(mark -> {});
        telling.turn(0);

        telling.turn(DiskSpace.LOOK_AGAIN_NANOS);

        assertThat(heard).containsExactly(1L, 1L);
        assertThat(space.isShort()).isFalse();
    }

    @Test
    void loop_askedToCleanWithoutSpace_saysSoAndLeavesAll() throws IOException {
        SimDisk disk = new SimDisk(new Random(1));
        SegmentedBackend files = SegmentedBackend.open(disk, Path.of("/b"), OWNER, 1024);
        BackendWriter filesWriter = new BackendWriter(files, 2);
        for (int i = 0; i < 100; i++) {
            filesWriter.writeBatch();
        }
        files.force();
        filesWriter.dropSome();
        StateImage before = StateImage.of(files);
        BackendLoop cleaning = loop(files);
        List<String> done = new ArrayList<>();
        disk.limit(300); // For a manifest, not for a segment.
        cleaning.cleanThoroughly(hadRoom -> done.add("had room " + hadRoom));

        for (int turn = 0; turn < 5; turn++) {
            cleaning.turn(turn);
        }

        assertThat(done).containsExactly("had room false");
        assertThat(StateImage.of(files)).isEqualTo(before);
    }

    @Test
    void loop_givenAnUnwantedState_discardsItOnItsTurn() throws IOException {
        List<String> discarded = new ArrayList<>();
        ReceivedState state = new ReceivedState() {
            @Override
            public AppliedMark mark() {
                return AppliedMark.NONE;
            }

            @Override
            public void discard() {
                discarded.add("gone");
            }
        };
        assertThat(loop.discard(state)).isTrue();
        assertThat(discarded).isEmpty();
        assertThat(loop.turn(1)).isPositive();
        assertThat(discarded).containsExactly("gone");
        assertThat(loop.turn(2)).isZero();
    }
}
