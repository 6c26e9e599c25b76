package io.fairlead.server.storage.wal;

import static io.fairlead.server.storage.wal.WalFixture.SMALL;
import static io.fairlead.server.storage.wal.WalFixture.entry;
import static io.fairlead.server.storage.wal.WalFixture.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.sim.DiskFault;
import io.fairlead.server.storage.disk.DiskSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WalLoopTest {
    private static final long COMMIT_NANOS = 3_000_000;

    private final WalFixture fixture = new WalFixture(1);
    private final List<String> opened = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final List<String> heardOfSpace = new ArrayList<>();
    private final DiskSpace space =
            new DiskSpace((isShort, message) -> heardOfSpace.add((isShort ? "short: " : "enough: ") + message));
    private int wakeUps;
    private WalLoop loop;

    @BeforeEach
    void start() throws IOException {
        WalListener listener = new WalListener() {
            @Override
            public void committed(int writes, long bytes, boolean forced, long nanos) {
                heard.add(writes + " writes, forced " + forced + ", " + nanos);
                assertThat(bytes).isPositive();
            }

            @Override
            public void released(int segments) {
                heard.add("released " + segments);
            }
        };
        loop = new WalLoop(fixture.create(SMALL), clock(), listener, space, Failpoints.NONE);
        loop.attach(() -> wakeUps++);
    }

    @Test
    void writesThatWait_areForcedOnceAndOpenedInOrder() {
        long before = fixture.disk.forces();
        for (int index = 1; index <= 50; index++) {
            loop.write(write("w" + index, true, entry(1, index)));
        }
        assertThat(loop.backlog()).isEqualTo(50);
        assertThat(wakeUps).isEqualTo(50);

        assertThat(loop.turn(0)).isEqualTo(50);

        assertThat(fixture.disk.forces() - before).isEqualTo(1);
        assertThat(opened).hasSize(50).startsWith("w1", "w2").endsWith("w50");
        assertThat(heard).containsExactly("50 writes, forced true, " + COMMIT_NANOS);
        assertThat(loop.lastCommitNanos()).isEqualTo(COMMIT_NANOS);
        assertThat(loop.turn(0)).isZero();
        assertThat(loop.deadlineNanos()).isEqualTo(WalLoop.NEVER);
    }

    @Test
    void commitIndexAlone_isWrittenWithoutForce() {
        loop.write(write("entries", true, entry(1, 1)));
        loop.turn(0);
        long before = fixture.disk.forces();
        loop.write(
                new WalWrite(Optional.empty(), List.of(), Optional.of(state(1, 1)), false, () -> opened.add("commit")));

        loop.turn(0);

        assertThat(fixture.disk.forces()).isEqualTo(before);
        assertThat(opened).containsExactly("entries", "commit");
    }

    @Test
    void envelope_beforeItsForce_staysClosed() throws IOException {
        loop.write(write("first", true, entry(1, 1)));
        fixture.disk.arm(DiskFault.FORCE_ERROR, WalFixture.DIRECTORY, 1);

        assertThatThrownBy(() -> loop.turn(0))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the write-ahead log failed");

        assertThat(opened).isEmpty();
    }

    @Test
    void loop_afterAFailedForce_neverWritesAgain() {
        loop.write(write("first", true, entry(1, 1)));
        fixture.disk.arm(DiskFault.FORCE_ERROR, WalFixture.DIRECTORY, 1);
        assertThatThrownBy(() -> loop.turn(0)).isInstanceOf(UncheckedIOException.class);
        long calls = fixture.disk.calls();

        loop.write(write("second", true, entry(1, 2)));

        assertThatThrownBy(() -> loop.turn(0)).hasMessageContaining("the log failed before");
        assertThat(fixture.disk.calls()).isEqualTo(calls);
        assertThat(opened).isEmpty();
    }

    @Test
    void disk_full_acknowledgesNothingAndLooksAgainByItsDeadline() throws IOException {
        fixture.disk.limit(0);
        loop.write(write("large", true, entry(1, 1, 2000)));
        loop.write(write("small", true, entry(1, 2)));

        assertThat(loop.turn(5)).isZero();

        assertThat(space.isSpent()).isTrue();
        assertThat(heardOfSpace).singleElement().asString().startsWith("short: no space left on device");
        assertThat(loop.deadlineNanos()).isEqualTo(5 + DiskSpace.LOOK_AGAIN_NANOS);
        fixture.disk.unlimited();
        loop.write(write("third", true, entry(1, 3)));
        assertThat(loop.turn(6)).isZero();
        assertThat(opened).isEmpty();

        assertThat(loop.turn(5 + DiskSpace.LOOK_AGAIN_NANOS)).isEqualTo(3);

        assertThat(opened).containsExactly("large", "small", "third");
        assertThat(space.isShort()).isFalse();
        assertThat(heardOfSpace).hasSize(2).last().isEqualTo("enough: there is space again");
        loop.detach();
        assertThat(fixture.recover().entries().entries()).containsExactly(entry(1, 1, 2000), entry(1, 2), entry(1, 3));
    }

    @Test
    void disk_fullWhileNobodyWrites_isNoticedAheadAndWhatFitsIsTaken() {
        fixture.disk.limit(0);
        loop.write(write("first", true, entry(1, 1, 800)));
        assertThat(loop.turn(0)).isEqualTo(1);
        assertThat(space.isShort()).isFalse();

        assertThat(loop.turn(1)).isZero();

        assertThat(space.isShort()).isTrue();
        assertThat(space.isSpent()).isFalse();
        loop.write(new WalWrite(Optional.empty(), List.of(), Optional.of(state(2, 1)), true, () -> opened.add("vote")));
        assertThat(loop.turn(2)).isEqualTo(1);
        assertThat(opened).containsExactly("first", "vote");
        fixture.disk.unlimited();
        assertThat(loop.turn(loop.deadlineNanos())).isZero();
        assertThat(space.isShort()).isFalse();
        assertThat(loop.deadlineNanos()).isEqualTo(WalLoop.NEVER);
    }

    @Test
    void disk_fullUntilSegmentsAreReleased_goesOnAtOnce() {
        for (int index = 1; index <= 16; index++) {
            loop.write(write("w", true, entry(1, index, 1000)));
            loop.turn(0);
        }
        fixture.disk.limit(0);
        loop.write(write("waits", true, entry(1, 17, 3000)));
        assertThat(loop.turn(10)).isZero();
        loop.release(13);
        assertThat(loop.turn(11)).isEqualTo(1);

        assertThat(loop.turn(12)).isEqualTo(1);

        assertThat(opened).last().isEqualTo("waits");
    }

    @Test
    void release_asked_deletesSegmentsAfterTheWritesBeforeIt() {
        for (int index = 1; index <= 16; index++) {
            loop.write(write("w", true, entry(1, index, 1000)));
            loop.turn(0);
        }
        loop.release(13);

        assertThat(loop.turn(0)).isEqualTo(1);

        assertThat(heard).last().isEqualTo("released 3");
    }

    @Test
    void detach_closesTheLogSoThatItCanBeOpenedAgain() throws IOException {
        loop.write(write("first", true, entry(1, 1)));
        loop.turn(0);

        loop.detach();

        assertThat(fixture.recover().entries().entries()).containsExactly(entry(1, 1));
    }

    private WalWrite write(String name, boolean force, Entry... entries) {
        Optional<HardState> none = Optional.empty();
        return new WalWrite(Optional.empty(), List.of(entries), none, force, () -> opened.add(name));
    }

    /** Time passes only in commits. */
    private static Clock clock() {
        return new Clock() {
            private long nanos;

            @Override
            public long nanos() {
                nanos += COMMIT_NANOS;
                return nanos;
            }

            @Override
            public long wallMillis() {
                return 0;
            }
        };
    }
}
