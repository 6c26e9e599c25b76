package io.fairlead.server.storage.wal;

import static io.fairlead.server.storage.wal.WalFixture.DIRECTORY;
import static io.fairlead.server.storage.wal.WalFixture.METADATA;
import static io.fairlead.server.storage.wal.WalFixture.SMALL;
import static io.fairlead.server.storage.wal.WalFixture.commit;
import static io.fairlead.server.storage.wal.WalFixture.entries;
import static io.fairlead.server.storage.wal.WalFixture.entry;
import static io.fairlead.server.storage.wal.WalFixture.marker;
import static io.fairlead.server.storage.wal.WalFixture.snapshot;
import static io.fairlead.server.storage.wal.WalFixture.state;
import static io.fairlead.server.storage.wal.WalFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.api.Bytes;
import io.fairlead.server.check.InvariantViolation;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.EntryCodec;
import io.fairlead.server.raftcodec.RaftCodec;
import io.fairlead.server.sim.DiskFault;
import io.fairlead.server.storage.disk.DiskFile;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WalTest {
    private final WalFixture fixture = new WalFixture(1);

    @Test
    void log_new_isThereAndEmpty() throws IOException {
        assertThat(Wal.exists(fixture.disk, DIRECTORY)).isFalse();

        fixture.create(SMALL).close();

        assertThat(Wal.exists(fixture.disk, DIRECTORY)).isTrue();
        WalRecovery recovery = fixture.recover();
        assertThat(recovery.metadata()).isEqualTo(METADATA);
        assertThat(recovery.hardState()).isEqualTo(HardState.EMPTY);
        assertThat(recovery.entries().entries()).isEmpty();
        assertThat(Wal.snapshots(fixture.disk, DIRECTORY)).containsExactly(SnapshotMeta.NONE);
    }

    @Test
    void log_madeWhereOneIs_isRefused() throws IOException {
        fixture.create(SMALL).close();

        assertThatThrownBy(() -> fixture.create(SMALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(DIRECTORY.toString());
    }

    @Test
    void log_reopened_hasAllThatWasCommitted() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            commit(wal, write(state(1, 1), entries(1, 1, 2)), write(state(2, 3), entries(2, 3, 4)));
        }

        WalRecovery recovery = fixture.recover();

        assertThat(recovery.entries().entries()).containsExactly(entry(1, 1), entry(1, 2), entry(2, 3), entry(2, 4));
        assertThat(recovery.hardState()).isEqualTo(state(2, 3));
        assertThat(recovery.repair()).isEmpty();
    }

    @Test
    void log_appendedWithoutCommit_hasNothing() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            wal.append(write(entries(1, 1, 2)));
        }

        assertThat(fixture.recover().entries().entries()).isEmpty();
    }

    @Test
    void entries_overwrittenByANewTerm_areGoneWithAllAfterThem() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            commit(wal, write(state(1, 1), entries(1, 1, 5)));
            commit(wal, write(state(2, 1), entry(2, 3)));
        }

        assertThat(fixture.recover().entries().entries()).containsExactly(entry(1, 1), entry(1, 2), entry(2, 3));
    }

    @Test
    void entries_thatSkipAnIndex_areRefusedBeforeWriting() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            assertThatExceptionOfType(InvariantViolation.class).isThrownBy(() -> wal.append(write(entry(1, 2))));
        }
    }

    @Test
    void segment_full_isClosedAtItsLengthAndFollowedByTheNext() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            for (int index = 1; index <= 20; index++) {
                commit(wal, write(state(1, index), entry(1, index, 1000)));
            }
            assertThat(wal.segmentFiles())
                    .containsExactly(
                            "0000000000000000-0000000000000000.wal",
                            "0000000000000001-0000000000000005.wal",
                            "0000000000000002-0000000000000009.wal",
                            "0000000000000003-000000000000000d.wal",
                            "0000000000000004-0000000000000011.wal",
                            "0000000000000005-0000000000000015.wal");
        }

        assertThat(fixture.disk.content(fixture.segment(0)).length).isBetween(4096, 5200);
        WalRecovery recovery = fixture.recover();
        assertThat(recovery.entries().entries()).hasSize(20);
        assertThat(recovery.hardState()).isEqualTo(state(1, 20));
    }

    @Test
    void spare_preparedAhead_becomesTheNextSegment() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            wal.claimAhead();
            assertThat(fixture.logFiles()).hasSize(1);
            commit(wal, write(entry(1, 1, 3000)));
            wal.claimAhead();
            wal.claimAhead();
            assertThat(fixture.logFiles()).contains("1.tmp").hasSize(2);
            commit(wal, write(entry(1, 2, 3000)));
            assertThat(fixture.logFiles()).doesNotContain("1.tmp").hasSize(2);
            commit(wal, write(entry(1, 3)));
        }

        assertThat(fixture.recover().entries().entries()).hasSize(3);
    }

    @Test
    void spare_leftByACrash_isRemoved() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            commit(wal, write(entry(1, 1, 3000)));
            wal.claimAhead();
        }

        fixture.recover();

        assertThat(fixture.logFiles()).hasSize(1);
    }

    @Test
    void segments_behindTheSnapshot_areReleasedDownToWhatIsKept() throws IOException {
        SnapshotMeta snapshot = snapshot(1, 14);
        try (Wal wal = fixture.create(SMALL)) {
            for (int index = 1; index <= 20; index++) {
                commit(wal, write(state(1, index), entry(1, index, 1000)));
            }
            commit(wal, marker(snapshot, state(1, 20)));
            assertThat(wal.release(3)).isZero();
            assertThat(wal.release(14)).isEqualTo(3);
            assertThat(wal.release(14)).isZero();
            assertThat(wal.segmentFiles()).hasSize(3).first().isEqualTo("0000000000000003-000000000000000d.wal");
        }

        WalRecovery recovery = fixture.recover(snapshot.lastIncluded());
        assertThat(recovery.snapshot()).isEqualTo(snapshot);
        assertThat(recovery.entries().entries()).hasSize(6).first().isEqualTo(entry(1, 15, 1000));
        assertThat(Wal.snapshots(fixture.disk, DIRECTORY)).containsExactly(snapshot);
        assertThatThrownBy(() -> fixture.recover(EntryId.ZERO))
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("no segment reaches back");
    }

    @Test
    void segments_keptByOption_areNotReleased() throws IOException {
        try (Wal wal = fixture.create(SMALL.withSegmentsKept(4))) {
            for (int index = 1; index <= 20; index++) {
                commit(wal, write(state(1, index), entry(1, index, 1000)));
            }
            assertThat(wal.release(20)).isEqualTo(2);
            assertThat(wal.segmentFiles()).hasSize(4);
        }
    }

    @Test
    void snapshots_aboveTheCommitIndex_areNotOffered() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            commit(wal, write(state(1, 3), entries(1, 1, 5)));
            commit(wal, marker(snapshot(1, 3), state(1, 3)));
            wal.append(new WalWrite(Optional.of(snapshot(1, 9)), List.of(), Optional.empty(), true, () -> {}));
            wal.commit(true);
        }

        assertThat(Wal.snapshots(fixture.disk, DIRECTORY)).containsExactly(SnapshotMeta.NONE, snapshot(1, 3));
    }

    @Test
    void snapshotOfTheOwnLog_leavesTheEntriesAfterIt() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            commit(wal, write(state(1, 5), entries(1, 1, 8)));
            commit(wal, marker(snapshot(1, 5), state(1, 5)));
        }

        assertThat(fixture.recover(new EntryId(1, 5)).entries().entries())
                .containsExactly(entry(1, 6), entry(1, 7), entry(1, 8));
    }

    /** The member had entries of its own beyond the snapshot it was sent, from a history that was given up. */
    @Test
    void snapshotOfAnotherHistory_replacesTheEntriesBeforeIt() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            commit(wal, write(state(1, 2), entries(1, 1, 8)));
            commit(wal, marker(snapshot(3, 5), state(3, 5)));
        }

        WalRecovery recovery = fixture.recover(new EntryId(3, 5));

        assertThat(recovery.entries().entries()).isEmpty();
        assertThat(recovery.entries().last()).isEqualTo(new EntryId(3, 5));
    }

    @Test
    void snapshotBeyondTheLog_isFollowedByWhatCameAfterIt() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            commit(wal, write(state(1, 2), entries(1, 1, 3)));
            commit(wal, marker(snapshot(2, 50), state(2, 50)));
            commit(wal, write(state(2, 51), entries(2, 51, 52)));
            commit(wal, marker(snapshot(2, 50), state(2, 51)));
        }

        assertThat(fixture.recover(new EntryId(2, 50)).entries().entries()).containsExactly(entry(2, 51), entry(2, 52));
        assertThatThrownBy(() -> fixture.recover(EntryId.ZERO))
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("entry 51 follows where entry 4 belongs");
    }

    @Test
    void snapshot_withoutItsMarker_isRefused() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            commit(wal, write(state(1, 5), entries(1, 1, 8)));
            commit(wal, marker(snapshot(1, 5), state(1, 5)));
        }

        assertThatThrownBy(() -> fixture.recover(new EntryId(1, 4)))
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("without a marker");
        assertThatThrownBy(() -> fixture.recover(new EntryId(2, 5)))
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("has term 1");
    }

    @Test
    void segment_missing_isRefusedByName() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            for (int index = 1; index <= 12; index++) {
                commit(wal, write(state(1, index), entry(1, index, 1000)));
            }
        }
        Path missing = fixture.segment(1);
        Path after = fixture.segment(2);
        fixture.disk.delete(missing);

        assertThatThrownBy(fixture::recover)
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining(after.toString())
                .hasMessageContaining("the segment before it is missing");
    }

    @Test
    void segment_ofAnotherMember_isRefused() throws IOException {
        fixture.create(SMALL).close();
        RecordEncoder foreign = tail();
        foreign.add(RecordType.METADATA, new WalMetadata(1, 2).encode());
        append(foreign.collected());

        assertThatThrownBy(fixture::recover)
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("member 1 of cluster 2")
                .hasMessageContaining("member 1234 of cluster 5678");
    }

    @Test
    void entry_thatSkipsAnIndex_isRefusedWithFileAndOffset() throws IOException {
        fixture.create(SMALL).close();
        long offset = end();
        RecordEncoder gap = tail();
        gap.add(RecordType.ENTRY, EntryCodec.encode(entry(1, 7)));
        append(gap.collected());

        assertThatExceptionOfType(WalCorruptException.class)
                .isThrownBy(fixture::recover)
                .withMessageContaining("entry 7 follows where entry 1 belongs")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset))
                .satisfies(
                        e -> assertThat(e.file()).isEqualTo(fixture.segment(0).toString()));
    }

    @Test
    void commitIndex_beyondTheLog_isRefused() throws IOException {
        fixture.create(SMALL).close();
        RecordEncoder bad = tail();
        bad.add(RecordType.STATE, RaftCodec.encode(state(1, 3)));
        append(bad.collected());

        assertThatThrownBy(fixture::recover)
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("commit index 3");
    }

    /** A record of a newer release has a good checksum and a type we don't know; its bytes are not ours to cut away. */
    @Test
    void record_ofUnknownType_isRefused() throws IOException {
        fixture.create(SMALL).close();
        RecordEncoder newer = tail();
        newer.add(RecordType.SNAPSHOT, Bytes.utf8("something new"));
        byte[] bytes = Bytes.copyOf(newer.collected()).toByteArray();
        bytes[9] = 6;
        append(ByteBuffer.wrap(bytes));

        assertThatThrownBy(fixture::recover)
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("records of type 6 are not known");
    }

    @Test
    void entry_withUnknownField_isRefused() throws IOException {
        fixture.create(SMALL).close();
        RecordEncoder newer = tail();
        newer.add(RecordType.ENTRY, EntryCodec.encode(entry(1, 1)).concat(Bytes.of(0x28, 1)));
        append(newer.collected());

        assertThatThrownBy(fixture::recover)
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("unknown field")
                .hasMessageContaining("newer release");
    }

    /** Its entries survived, its hard state did not: the term is taken up, no vote is made up. */
    @Test
    void batch_tornBetweenEntriesAndState_raisesTheTerm() throws IOException {
        try (Wal wal = fixture.create(SMALL)) {
            commit(wal, write(state(1, 2), entries(1, 1, 2)));
            commit(wal, write(entry(4, 3)));
        }

        assertThat(fixture.recover().hardState()).isEqualTo(new HardState(4, 0, 2));
    }

    @Test
    void force_failed_isNeverFollowedByAnother() throws IOException {
        Wal wal = fixture.create(SMALL);
        fixture.disk.arm(DiskFault.FORCE_ERROR, WalFixture.DIRECTORY, 1);
        wal.append(write(entry(1, 1)));
        assertThatThrownBy(() -> wal.commit(true)).isInstanceOf(IOException.class);

        assertThatThrownBy(() -> wal.commit(true)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> wal.release(1)).isInstanceOf(InvariantViolation.class);
        wal.close();
    }

    @Test
    void disk_full_failsTheCommitAndLosesNothingOlder() throws IOException {
        Wal wal = fixture.create(SMALL);
        commit(wal, write(state(1, 1), entry(1, 1)));
        fixture.disk.limit(100);
        wal.append(write(entry(1, 2, 2000)));
        assertThatThrownBy(() -> wal.commit(true)).hasMessageContaining("no space left");
        wal.close();

        assertThat(fixture.recover().entries().entries()).containsExactly(entry(1, 1));
    }

    @Test
    void disk_fullAndThenNot_keepsTheBatchAndWritesItWithWhatCameSince() throws IOException {
        Wal wal = fixture.create(SMALL);
        commit(wal, write(state(1, 1), entry(1, 1)));
        fixture.disk.limit(100);
        wal.append(write(entry(1, 2, 2000)));
        assertThatThrownBy(() -> wal.commit(true)).isInstanceOf(NoSpaceException.class);

        fixture.disk.unlimited();
        wal.append(write(entry(1, 3)));
        wal.commit(true);
        wal.close();

        assertThat(fixture.recover().entries().entries()).containsExactly(entry(1, 1), entry(1, 2, 2000), entry(1, 3));
    }

    /** The batch is not written before the segment that must follow it has its space. */
    @Test
    void disk_withoutSpaceForTheNextSegment_refusesTheBatchThatFillsThisOne() throws IOException {
        Wal wal = fixture.create(SMALL);
        commit(wal, write(entry(1, 1, 3000)));
        byte[] before = fixture.disk.content(fixture.segment(0));
        fixture.disk.limit(1600);
        wal.append(write(entry(1, 2, 1500)));

        assertThatThrownBy(() -> wal.commit(true)).isInstanceOf(NoSpaceException.class);

        assertThat(fixture.disk.content(fixture.segment(0))).startsWith(before);
        fixture.disk.unlimited();
        wal.commit(true);
        commit(wal, write(entry(1, 3)));
        wal.close();
        assertThat(fixture.recover().entries().entries())
                .containsExactly(entry(1, 1, 3000), entry(1, 2, 1500), entry(1, 3));
    }

    @Test
    void claim_withoutSpace_leavesRoomForWhatFits() throws IOException {
        Wal wal = fixture.create(new WalOptions(1 << 20, 4096, 2));
        commit(wal, write(entry(1, 1, 3500)));
        fixture.disk.limit(100);

        assertThatThrownBy(wal::claimAhead).isInstanceOf(NoSpaceException.class);

        commit(wal, write(entry(1, 2, 100)));
        wal.close();
        assertThat(fixture.recover().entries().entries()).containsExactly(entry(1, 1, 3500), entry(1, 2, 100));
    }

    private RecordEncoder tail() throws IOException {
        return new RecordEncoder(readAll().crc());
    }

    private long end() throws IOException {
        return readAll().offset();
    }

    private SegmentReader.End readAll() throws IOException {
        Path path = fixture.segment(0);
        try (DiskFile file = fixture.disk.openForReading(path)) {
            SegmentReader reader = new SegmentReader(path, file, 0);
            while (reader.next().isPresent()) {
                // To the end.
            }
            return reader.end();
        }
    }

    private void append(ByteBuffer records) throws IOException {
        long end = end();
        try (DiskFile file = fixture.disk.open(fixture.segment(0))) {
            file.write(records.order(ByteOrder.LITTLE_ENDIAN), end);
        }
    }
}
