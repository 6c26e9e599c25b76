package io.fairlead.server.storage.wal;

import static io.fairlead.server.storage.wal.WalFixture.DIRECTORY;
import static io.fairlead.server.storage.wal.WalFixture.METADATA;
import static io.fairlead.server.storage.wal.WalFixture.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.sim.DiskFault;
import io.fairlead.server.sim.SimCrash;
import io.fairlead.server.sim.SimDisk;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power cuts inside every call of the disk, on a disk that loses any sectors that were not forced. */
class WalCrashTest {
    private static final WalOptions OPTIONS = new WalOptions(2048, 700, 2);
    private static final int LIVES = 60;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void log_afterAnyCrash_hasAllThatWasForcedAndNothingElse(long seed) throws IOException {
        new Story(seed).run();
    }

    /**
     * After a failed force the system shows what the disk does not have and counts it as clean. A start that reads it promises it,
     * so it must be there when the power goes out.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void start_afterAFailedForce_bringsWhatItReadsToDisk(long seed) throws IOException {
        WalFixture fixture = new WalFixture(seed);
        Wal wal = fixture.create(OPTIONS);
        WalFixture.commit(wal, WalFixture.write(WalFixture.state(1, 0), WalFixture.entries(1, 1, 3)));
        fixture.disk.arm(DiskFault.FORCE_ERROR, DIRECTORY, 1);
        assertThatIOException()
                .isThrownBy(() -> WalFixture.commit(wal, WalFixture.write(WalFixture.entries(1, 4, 20))));
        wal.close();
        EntryId read = fixture.recover().entries().last();
        assertThat(read.index()).isEqualTo(20);

        fixture.disk.crash();

        assertThat(fixture.recover().entries().last()).isEqualTo(read);
    }

    /** One log through many lives, with a model of what it must hold. */
    private static final class Story {
        private final Random random;
        private final SimDisk disk;

        /** The log as appended, forced or not; rewritten entries replaced. */
        private List<Entry> appended = new ArrayList<>();

        /** How many of them, and which state, a caller was told of. */
        private int acknowledged;

        private HardState acknowledgedState = HardState.EMPTY;
        private HardState appendedState = HardState.EMPTY;
        private SnapshotMeta marked = SnapshotMeta.NONE;
        private boolean made;
        private int refused;

        Story(long seed) {
            random = new Random(seed);
            disk = new SimDisk(new Random(~seed));
        }

        void run() throws IOException {
            for (int life = 0; life < LIVES; life++) {
                disk.crashAtCall(1 + random.nextInt(60));
                try {
                    disk.unlimited();
                    live();
                } catch (SimCrash crash) {
                    // As intended.
                }
                if (random.nextInt(4) == 0) {
                    disk.processDied();
                } else {
                    disk.crash();
                }
            }
            assertThat(appended.size()).isGreaterThan(20);
            assertThat(refused).isPositive();
        }

        private void live() throws IOException {
            Wal wal = made || Wal.exists(disk, DIRECTORY) ? reopened() : Wal.create(disk, DIRECTORY, METADATA, OPTIONS);
            made = true;
            while (true) {
                int writes = 1 + random.nextInt(3);
                for (int i = 0; i < writes; i++) {
                    wal.append(next());
                }
                if (random.nextInt(4) == 0) {
                    disk.limit(random.nextInt(3000));
                }
                commit(wal);
                acknowledged = appended.size();
                acknowledgedState = appendedState;
                if (random.nextInt(5) == 0) {
                    claimAhead(wal);
                }
                if (random.nextInt(8) == 0) {
                    mark(wal);
                }
            }
        }

        private Wal reopened() throws IOException {
            List<SnapshotMeta> snapshots = Wal.snapshots(disk, DIRECTORY);
            if (marked.index() > 0) {
                assertThat(snapshots).contains(marked);
            }
            EntryId start = marked.lastIncluded();
            Wal.OpenedWal opened = Wal.open(disk, DIRECTORY, start, OPTIONS);
            WalRecovery recovery = opened.recovery();
            List<Entry> found = new ArrayList<>(appended.subList(0, (int) start.index()));
            found.addAll(recovery.entries().entries());

            assertThat(recovery.metadata()).isEqualTo(METADATA);
            assertThat(recovery.regaining()).isFalse();
            assertThat(found.size()).isBetween(acknowledged, appended.size());
            assertThat(found).isEqualTo(appended.subList(0, found.size()));
            assertThat(recovery.hardState().term())
                    .isBetween(acknowledgedState.term(), Math.max(appendedState.term(), termOf(found)));
            assertThat(recovery.hardState().commit()).isBetween(acknowledgedState.commit(), appendedState.commit());
            // What was found is durable now: it may be promised from here on.
            appended = found;
            acknowledged = found.size();
            acknowledgedState = recovery.hardState();
            appendedState = recovery.hardState();
            return opened.wal();
        }

        /** Where there is no space there is some soon; or the member dies first. */
        private void commit(Wal wal) throws IOException {
            while (true) {
                try {
                    wal.commit(true);
                    return;
                } catch (NoSpaceException e) {
                    refused++;
                    if (random.nextInt(3) == 0) {
                        wal.append(next());
                    }
                    if (random.nextInt(10) == 0) {
                        throw new SimCrash("while there was no space");
                    }
                    disk.limit(random.nextInt(9000));
                }
            }
        }

        private void claimAhead(Wal wal) throws IOException {
            try {
                wal.claimAhead();
            } catch (NoSpaceException e) {
                refused++;
            }
        }

        private WalWrite next() {
            long term = Math.max(appendedState.term(), termOf(appended)) + (random.nextInt(6) == 0 ? 1 : 0);
            List<Entry> entries = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                Entry entry =
                        WalFixture.entry(term, appended.size() + 1, random.nextInt(random.nextInt(8) == 0 ? 3000 : 90));
                entries.add(entry);
                appended.add(entry);
            }
            Optional<HardState> state = Optional.empty();
            if (random.nextInt(3) > 0) {
                long commit =
                        appendedState.commit() + random.nextInt((int) (appended.size() - appendedState.commit()) + 1);
                appendedState = new HardState(term, 7, commit);
                state = Optional.of(appendedState);
            }
            return new WalWrite(Optional.empty(), entries, state, true, () -> {});
        }

        private void mark(Wal wal) throws IOException {
            long index = acknowledgedState.commit();
            if (index > marked.index()) {
                SnapshotMeta marker = snapshot(appended.get((int) index - 1).term(), index);
                wal.append(new WalWrite(Optional.of(marker), List.of(), Optional.empty(), true, () -> {}));
                commit(wal);
                marked = marker;
                wal.release(index);
            }
        }

        private static long termOf(List<Entry> entries) {
            return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).term();
        }
    }
}
