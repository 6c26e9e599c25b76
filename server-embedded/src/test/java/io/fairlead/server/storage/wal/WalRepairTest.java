package io.fairlead.server.storage.wal;

import static io.fairlead.server.storage.wal.WalFixture.DIRECTORY;
import static io.fairlead.server.storage.wal.WalFixture.METADATA;
import static io.fairlead.server.storage.wal.WalFixture.SMALL;
import static io.fairlead.server.storage.wal.WalFixture.commit;
import static io.fairlead.server.storage.wal.WalFixture.entries;
import static io.fairlead.server.storage.wal.WalFixture.entry;
import static io.fairlead.server.storage.wal.WalFixture.marker;
import static io.fairlead.server.storage.wal.WalFixture.state;
import static io.fairlead.server.storage.wal.WalFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.sim.SimCrash;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is made of a log that is damaged, depending on how much of it the state holds. */
class WalRepairTest {
    private static final WalOptions TWO_SEGMENTS = new WalOptions(520, 256, 9);

    /** Two segments; entries 4 and 5 were overwritten by a later leader. */
    private static WalFixture log() throws IOException {
        WalFixture fixture = new WalFixture(1);
        try (Wal wal = fixture.create(TWO_SEGMENTS)) {
            commit(wal, write(state(1, 0), entries(1, 1, 2)));
            commit(wal, write(state(1, 2), entries(1, 3, 5)));
            commit(wal, write(state(2, 3), entry(2, 4)));
            commit(wal, write(entry(2, 5, 120)), write(entry(2, 6, 120)));
            commit(wal, write(state(2, 5), entries(2, 7, 8)));
            commit(wal, write(new HardState(3, 9, 6)));
        }
        assertThat(fixture.logFiles()).hasSize(2);
        return fixture;
    }

    /** The log as it was at each moment of its life, behind {@code applied}. */
    private static List<List<Entry>> livesAfter(EntryId applied) {
        List<Entry> first = List.of(entries(1, 1, 5));
        List<Entry> last = whole();
        return java.util.stream.Stream.of(first, last)
                .flatMap(life -> java.util.stream.IntStream.rangeClosed(0, life.size())
                        .mapToObj(count -> life.subList(0, count)))
                .filter(life -> life.stream().anyMatch(entry -> entry.id().equals(applied)))
                .map(life -> life.subList((int) applied.index(), life.size()))
                .toList();
    }

    private static List<Entry> whole() {
        return List.of(
                entry(1, 1),
                entry(1, 2),
                entry(1, 3),
                entry(2, 4),
                entry(2, 5, 120),
                entry(2, 6, 120),
                entry(2, 7),
                entry(2, 8));
    }

    private static SnapshotMeta stateAt(Entry entry) {
        return new SnapshotMeta(entry.id(), ConfState.of(List.of(0x1234L, 2L, 3L), List.of()));
    }

    /**
     * Whatever byte is wrong and whatever the state holds: term and vote are known, nothing is taken for an entry that is none,
     * and if nothing is said to be missing then nothing is.
     */
    @Test
    void anyByte_flipped_givesTheWholeLogOrSaysWhatIsMissing() throws IOException {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int segment = 0; segment < 2; segment++) {
            int size = log().disk.content(log().segment(segment)).length;
            for (int position = 0; position < size; position++) {
                WalFixture fixture = log();
                fixture.disk.damage(fixture.segment(segment), position, 1 << position % 8);
                try {
                    fixture.recover();
                    outcomes.merge("harmless", 1, Integer::sum);
                } catch (WalCorruptException e) {
                    for (Entry applied : whole().subList(0, 6)) {
                        Salvage salvage = Wal.salvage(fixture.disk, DIRECTORY, applied.id());
                        check(salvage, applied.id());
                        outcomes.merge(salvage.complete() ? "complete" : "missing", 1, Integer::sum);
                    }
                }
            }
        }
        assertThat(outcomes).containsKeys("harmless", "complete", "missing");
    }

    @Test
    void anyByte_flippedInALogWithTheMarkerOfTheState_givesTheWholeLogOrSaysWhatIsMissing() throws IOException {
        Map<String, Integer> outcomes = new TreeMap<>();
        int size = markedLog().disk.content(markedLog().segment(0)).length;
        for (int position = 0; position < size; position++) {
            WalFixture fixture = markedLog();
            fixture.disk.damage(fixture.segment(0), position, 1 << position % 8);
            try {
                fixture.recover();
                outcomes.merge("harmless", 1, Integer::sum);
            } catch (WalCorruptException e) {
                EntryId applied = whole().get(5).id();
                Salvage salvage = Wal.salvage(fixture.disk, DIRECTORY, applied);
                check(salvage, applied);
                outcomes.merge(salvage.complete() ? "complete" : "missing", 1, Integer::sum);
            }
        }
        assertThat(outcomes).containsKeys("harmless", "complete", "missing");
    }

    /** Entries 7 and 8 stand behind the last one that the state holds, and before the marker that says so. */
    private static WalFixture markedLog() throws IOException {
        WalFixture fixture = new WalFixture(1);
        try (Wal wal = fixture.create(new WalOptions(4096, 256, 9))) {
            commit(wal, write(state(1, 0), entries(1, 1, 3)));
            commit(wal, write(state(2, 3), entry(2, 4)));
            commit(wal, write(entry(2, 5, 120)), write(entry(2, 6, 120)));
            commit(wal, write(state(2, 5), entries(2, 7, 8)));
            HardState state = new HardState(3, 9, 6);
            commit(wal, write(state));
            commit(wal, marker(stateAt(whole().get(5)), state));
        }
        return fixture;
    }

    private static void check(Salvage salvage, EntryId applied) {
        assertThat(salvage.metadata()).isEqualTo(METADATA);
        assertThat(salvage.hardState().term()).isEqualTo(3);
        assertThat(salvage.hardState().vote()).isEqualTo(9);
        assertThat(salvage.damage()).isPresent();
        if (salvage.complete()) {
            assertThat(salvage.entries()).isEqualTo(whole().subList((int) applied.index(), 8));
        } else if (!salvage.entries().isEmpty()) {
            assertThat(livesAfter(applied)).contains(salvage.entries());
        }
        long last = applied.index() + salvage.entries().size();
        assertThat(salvage.hardState().commit())
                .isBetween(applied.index(), Math.max(applied.index(), Math.min(last, 6)));
    }

    @Test
    void rebuiltLog_opened_holdsWhatWasSalvagedAndGoesOn() throws IOException {
        WalFixture fixture = log();
        fixture.disk.damage(fixture.segment(0), 90, 1);
        SnapshotMeta base = stateAt(whole().get(4));

        Wal.rebuild(fixture.disk, DIRECTORY, base, Wal.salvage(fixture.disk, DIRECTORY, base.lastIncluded()), false);
        try (Wal wal = fixture.open(base.lastIncluded()).wal()) {
            commit(wal, write(new HardState(4, 0, 9), entry(4, 9)));
        }

        WalRecovery again = fixture.recover(base.lastIncluded());
        assertThat(again.regaining()).isFalse();
        assertThat(again.snapshot()).isEqualTo(base);
        assertThat(again.hardState()).isEqualTo(new HardState(4, 0, 9));
        assertThat(again.entries().entries())
                .containsExactly(whole().get(5), whole().get(6), whole().get(7), entry(4, 9));
        assertThat(Wal.snapshots(fixture.disk, DIRECTORY)).containsExactly(base);
        assertThat(Wal.metadata(fixture.disk, DIRECTORY)).isEqualTo(METADATA);
        assertThat(fixture.logFiles().stream().filter(name -> name.endsWith(".wal.broken")))
                .hasSize(2);
    }

    /** Wherever the power fails during a repair, what is missing is known to be missing afterwards. */
    @Test
    void repair_crashedAtAnyCall_neverForgetsThatSomethingIsMissing() throws IOException {
        SnapshotMeta base = stateAt(whole().get(2));
        boolean crashed = true;
        for (int call = 1; crashed; call++) {
            WalFixture fixture = log();
            Path last = fixture.segment(1);
            fixture.disk.damage(last, 200, 1);
            fixture.disk.crashAtCall(call);
            try {
                repair(fixture, base);
                crashed = false;
            } catch (SimCrash power) {
                crashed = true;
            }
            fixture.disk.crash();
            if (!isReadable(fixture, base)) {
                repair(fixture, base);
            }
            WalRecovery recovery = fixture.recover(base.lastIncluded());
            assertThat(recovery.regaining()).as("crash at call %s", call).isTrue();
            assertThat(recovery.hardState().term()).isEqualTo(3);
            assertThat(recovery.hardState().vote()).isEqualTo(9);
        }
    }

    /** What could not be read once may be read at the next start, and the log goes on then: as long as the repair would have left it. */
    @Test
    void repair_crashedAtAnyCallBesideALogThatIsWhole_losesNothingThatIsWrittenToIt() throws IOException {
        SnapshotMeta base = stateAt(whole().get(2));
        boolean crashed = true;
        for (int call = 1; crashed; call++) {
            WalFixture fixture = log();
            Salvage salvage = Wal.salvage(fixture.disk, DIRECTORY, base.lastIncluded());
            fixture.disk.crashAtCall(call);
            try {
                Wal.rebuild(fixture.disk, DIRECTORY, base, salvage, false);
                crashed = false;
            } catch (SimCrash power) {
                crashed = true;
            }
            fixture.disk.crash();

            EntryId start = Wal.snapshots(fixture.disk, DIRECTORY).contains(base) ? base.lastIncluded() : EntryId.ZERO;
            List<Entry> expected = new ArrayList<>(whole().subList((int) start.index(), whole().size()));
            try (Wal wal =
                    Wal.open(fixture.disk, DIRECTORY, start, TWO_SEGMENTS).wal()) {
                for (Entry entry : entries(3, 9, 24)) {
                    commit(wal, write(entry));
                    expected.add(entry);
                }
            }
            assertThat(fixture.recover(start).entries().entries())
                    .as("crash at call %s", call)
                    .isEqualTo(expected);
        }
    }

    private static void repair(WalFixture fixture, SnapshotMeta base) throws IOException {
        Salvage salvage = Wal.salvage(fixture.disk, DIRECTORY, base.lastIncluded());
        Wal.rebuild(fixture.disk, DIRECTORY, base, salvage, !salvage.complete());
        fixture.recover(base.lastIncluded());
    }

    private static boolean isReadable(WalFixture fixture, SnapshotMeta base) throws IOException {
        try {
            return Wal.snapshots(fixture.disk, DIRECTORY).contains(base)
                    && fixture.recover(base.lastIncluded()).regaining();
        } catch (WalCorruptException e) {
            return false;
        }
    }

    /** The second damage leaves all of what the first repair had kept: that says nothing of what was missing then. */
    @Test
    void repair_ofALogThatIsRegaining_neverForgetsThatSomethingIsMissing() throws IOException {
        WalFixture fixture = log();
        SnapshotMeta base = stateAt(whole().get(2));
        fixture.disk.damage(fixture.segment(1), 200, 1);
        repair(fixture, base);

        Salvage again = Wal.salvage(fixture.disk, DIRECTORY, base.lastIncluded());
        assertThat(again.complete()).isTrue();
        repair(fixture, base);

        assertThat(fixture.recover(base.lastIncluded()).regaining()).isTrue();
    }

    @Test
    void regained_noted_isOverAtTheNextStart() throws IOException {
        WalFixture fixture = log();
        SnapshotMeta base = stateAt(whole().get(2));
        fixture.disk.damage(fixture.segment(1), 200, 1);
        repair(fixture, base);

        assertThat(fixture.recover(base.lastIncluded()).regaining()).isTrue();
        try (Wal wal = fixture.open(base.lastIncluded()).wal()) {
            wal.regained();
        }

        assertThat(fixture.recover(base.lastIncluded()).regaining()).isFalse();
    }

    @Test
    void log_withoutVoteFileAndDamagedAtItsEnd_isRefused() throws IOException {
        WalFixture fixture = log();
        fixture.disk.delete(DIRECTORY.resolve(VoteFile.NAME));
        Path last = fixture.segment(1);
        int end = (int) WalDamageTest.endOf(fixture, last);
        fixture.disk.damage(last, end - 12, 0x55);

        assertThatThrownBy(() ->
                        Wal.salvage(fixture.disk, DIRECTORY, whole().get(2).id()))
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining(last + " at offset");
    }

    /** The disk said that it had forced the last batch, and had not. */
    @Test
    void logThatLostItsEnd_withoutTrace_isNoticedByTheVoteFile() throws IOException {
        WalFixture fixture = log();
        Path last = fixture.segment(1);
        int end = (int) WalDamageTest.endOf(fixture, last);
        try (DiskFile file = fixture.disk.open(last)) {
            file.write(ByteBuffer.allocate(24), end - 24);
            file.force(true);
        }

        WalRecovery recovery = fixture.recover();
        assertThat(recovery.regaining()).isTrue();
        assertThat(recovery.repair())
                .hasValueSatisfying(found -> assertThat(found).contains("lost the end of the log"));
        assertThat(recovery.hardState().term()).isEqualTo(3);
        assertThat(recovery.hardState().vote()).isEqualTo(9);
        assertThat(fixture.recover().hardState().term()).isEqualTo(3);
        assertThat(fixture.recover().regaining()).isTrue();
    }

    @Test
    void voteFile_oneOfItsPlacesDamaged_isStillRead() throws IOException {
        for (int place = 0; place < 2; place++) {
            WalFixture fixture = log();
            fixture.disk.damage(DIRECTORY.resolve(VoteFile.NAME), place * 4096 + 20, 1);

            assertThat(VoteFile.read(fixture.disk, DIRECTORY))
                    .hasValueSatisfying(content -> assertThat(content.vote()).isEqualTo(9));
            fixture.recover();
            fixture.disk.damage(DIRECTORY.resolve(VoteFile.NAME), (1 - place) * 4096 + 20, 1);
            assertThat(VoteFile.read(fixture.disk, DIRECTORY)).isPresent();
        }
    }

    @Test
    void voteFile_damagedAltogetherBesideAWholeLog_isWrittenAnew() throws IOException {
        WalFixture fixture = log();
        for (int place = 0; place < 2; place++) {
            fixture.disk.damage(DIRECTORY.resolve(VoteFile.NAME), place * 4096 + 20, 1);
        }

        assertThat(fixture.recover().hardState()).isEqualTo(new HardState(3, 9, 6));
        assertThat(VoteFile.read(fixture.disk, DIRECTORY))
                .hasValueSatisfying(content -> assertThat(content.term()).isEqualTo(3));
    }

    @Test
    void voteFile_ofAnotherMember_isRefused() throws IOException {
        WalFixture fixture = log();
        VoteFile.open(fixture.disk, DIRECTORY, VoteFile.Content.firstOf(new WalMetadata(77, 0x5678)))
                .close();

        assertThatThrownBy(fixture::recover)
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("the vote file belongs to member 4d");
    }

    @Test
    void voteFile_withAnotherVoteInTheSameTerm_isRefused() throws IOException {
        WalFixture fixture = log();
        VoteFile.open(fixture.disk, DIRECTORY, new VoteFile.Content(METADATA, 3, 8, false, 0))
                .close();

        assertThatThrownBy(fixture::recover)
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("different votes");
    }

    @Test
    void metadata_ofADamagedFirstSegment_isFoundElsewhere() throws IOException {
        WalFixture fixture = log();
        fixture.disk.damage(fixture.segment(0), 40, 1);

        assertThat(Wal.metadata(fixture.disk, DIRECTORY)).isEqualTo(METADATA);
        assertThatThrownBy(() -> Wal.open(fixture.disk, DIRECTORY, EntryId.ZERO, SMALL))
                .isInstanceOf(WalCorruptException.class);
    }
}
