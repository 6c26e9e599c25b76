package io.fairlead.server.storage.wal;

import static io.fairlead.server.storage.wal.WalFixture.commit;
import static io.fairlead.server.storage.wal.WalFixture.entry;
import static io.fairlead.server.storage.wal.WalFixture.snapshot;
import static io.fairlead.server.storage.wal.WalFixture.state;
import static io.fairlead.server.storage.wal.WalFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Everything that can be done to the bytes of a small log, and what comes of it. */
class WalDamageTest {
    private static final int SECTOR_SIZE = 512;

    /** A flipped bit anywhere is either refused with its place, or did not matter. It never costs an entry. */
    @Test
    void anyBit_flipped_isRefusedOrHarmless() throws IOException {
        WalRecovery whole = log().recover();
        int size = log().disk.content(log().segment(0)).length;
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int position = 0; position < size; position++) {
            for (int bit = 0; bit < 8; bit++) {
                WalFixture fixture = log();
                Path path = fixture.segment(0);
                fixture.disk.damage(path, position, 1 << bit);
                String outcome;
                try {
                    WalRecovery recovery = fixture.recover();
                    assertThat(contentOf(recovery))
                            .as("byte %d, bit %d", position, bit)
                            .isEqualTo(contentOf(whole));
                    outcome = "harmless";
                } catch (WalCorruptException e) {
                    assertThat(e.offset()).isBetween(0L, (long) size);
                    assertThat(e).hasMessageContaining("at offset " + e.offset());
                    outcome = "refused";
                }
                outcomes.merge(outcome, 1, Integer::sum);
            }
        }
        // Padding and the zeros after the log do not matter; everything else does.
        assertThat(outcomes.get("refused")).isGreaterThan(outcomes.get("harmless"));
    }

    /** In a segment that is not the last, too, and there nothing is ever taken for torn. */
    @Test
    void anyByteOfAnEarlierSegment_flipped_isRefusedOrHarmless() throws IOException {
        WalRecovery whole = twoSegments().recover();
        int size = twoSegments().disk.content(twoSegments().segment(0)).length;
        for (int position = 0; position < size; position++) {
            WalFixture fixture = twoSegments();
            fixture.disk.damage(fixture.segment(0), position, 0x10);
            try {
                assertThat(contentOf(fixture.recover())).as("byte %d", position).isEqualTo(contentOf(whole));
            } catch (WalCorruptException e) {
                assertThat(e.file()).endsWith(".wal");
            }
        }
    }

    @Test
    void lastSegment_cutAnywhere_keepsTheWholeRecordsAndCanGoOn() throws IOException {
        List<Entry> all = log().recover().entries().entries();
        int size = (int) endOf(log());
        int head = headSize();
        for (int length = head; length < size; length++) {
            WalFixture fixture = log();
            truncate(fixture, fixture.segment(0), length);
            List<Entry> kept = fixture.recover().entries().entries();
            assertThat(all.subList(0, kept.size())).as("cut to %d", length).isEqualTo(kept);
            goOn(fixture, kept);
        }
    }

    @Test
    void lastRecord_withAnySectorLost_isCutWithACopyKept() throws IOException {
        WalFixture fixture = new WalFixture(1);
        List<Entry> expected = List.of(entry(1, 1));
        try (Wal wal = fixture.create(WalFixture.SMALL)) {
            commit(wal, write(state(1, 1), entry(1, 1)));
            commit(wal, write(entry(1, 2, 1800)));
        }
        int end = (int) endOf(fixture);
        int lost = end / SECTOR_SIZE - 1;
        zero(fixture, lost * SECTOR_SIZE, SECTOR_SIZE);

        WalRecovery recovery = fixture.recover();

        assertThat(recovery.entries().entries()).isEqualTo(expected);
        assertThat(recovery.repair()).hasValueSatisfying(why -> assertThat(why).contains("never written"));
        assertThat(fixture.disk.exists(
                        fixture.segment(0).resolveSibling("0000000000000000-0000000000000000.wal.broken")))
                .isTrue();
        goOn(fixture, expected);
    }

    /** What follows the cut is zeroed: remains must not be read as a continuation of what is appended next. */
    @Test
    void remains_afterTheCut_neverComeBack() throws IOException {
        WalFixture fixture = new WalFixture(1);
        try (Wal wal = fixture.create(WalFixture.SMALL)) {
            commit(wal, write(state(1, 1), entry(1, 1)));
            commit(wal, write(entry(1, 2, 600)), write(entry(1, 3, 600)), write(entry(1, 4, 600)));
        }
        zero(fixture, SECTOR_SIZE, SECTOR_SIZE);

        assertThat(fixture.recover().entries().entries()).containsExactly(entry(1, 1));
        byte[] content = fixture.disk.content(fixture.segment(0));
        int end = (int) endOf(fixture);
        assertThat(Bytes.unsafeWrap(content, end, content.length - end))
                .isEqualTo(Bytes.unsafeWrap(new byte[content.length - end]));
        assertThat(fixture.recover().repair()).isEmpty();
    }

    @Test
    void earlierSegment_cut_isRefused() throws IOException {
        WalFixture fixture = twoSegments();
        Path first = fixture.segment(0);
        int length = fixture.disk.content(first).length;
        for (int cut = 1; cut < 200; cut++) {
            WalFixture each = twoSegments();
            truncate(each, first, length - cut);
            assertThat(refusal(each)).as("cut by %d", cut).contains(".wal at offset");
        }
    }

    @Test
    void flippedDataInTheMiddle_isRefusedWithFileAndOffset() throws IOException {
        WalFixture fixture = log();
        int target = headSize() + 30;
        fixture.disk.damage(fixture.segment(0), target, 1);

        assertThat(refusal(fixture))
                .contains(fixture.segment(0) + " at offset " + headSize())
                .contains("crc mismatch");
        assertThat(fixture.logFiles()).hasSize(1);
    }

    private static String refusal(WalFixture fixture) throws IOException {
        try {
            WalRecovery recovery = fixture.recover();
            return "not refused: " + recovery;
        } catch (WalCorruptException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Each kind of record, in one segment with zeros behind it. */
    private static WalFixture log() throws IOException {
        WalFixture fixture = new WalFixture(1);
        try (Wal wal = fixture.create(new WalOptions(4096, 128, 2))) {
            commit(wal, write(state(1, 0), new Entry(1, 1, EntryType.CONF_CHANGE, Bytes.fromHex("0800100018b424"))));
            commit(wal, write(state(2, 2), entry(2, 2), Entry.normal(2, 3, Bytes.empty())));
            wal.append(new WalWrite(
                    Optional.of(new SnapshotMeta(
                            snapshot(2, 2).lastIncluded(), ConfState.of(List.of(0x1234L), List.of(9L)))),
                    List.of(entry(2, 4, 70)),
                    Optional.of(state(2, 3)),
                    true,
                    () -> {}));
            wal.commit(true);
            commit(wal, write(state(3, 4), entry(3, 5, 33)));
        }
        return fixture;
    }

    private static WalFixture twoSegments() throws IOException {
        WalFixture fixture = new WalFixture(1);
        try (Wal wal = fixture.create(new WalOptions(700, 256, 2))) {
            commit(wal, write(state(1, 1), entry(1, 1, 300)));
            commit(wal, write(state(1, 2), entry(1, 2, 40), Entry.normal(1, 3, Bytes.empty())));
            commit(wal, write(state(1, 3), entry(1, 4, 300)));
            commit(wal, write(state(1, 4), entry(1, 5)));
        }
        assertThat(fixture.logFiles()).hasSize(2);
        return fixture;
    }

    private static List<Object> contentOf(WalRecovery recovery) {
        return List.of(recovery.metadata(), recovery.hardState(), recovery.entries());
    }

    private static void goOn(WalFixture fixture, List<Entry> kept) throws IOException {
        Entry next = entry(9, kept.size() + 1);
        Wal.OpenedWal opened = fixture.open(EntryId.ZERO);
        try (Wal wal = opened.wal()) {
            commit(wal, write(next));
        }
        WalRecovery again = fixture.recover();
        assertThat(again.repair()).isEmpty();
        assertThat(again.entries().entries())
                .hasSize(kept.size() + 1)
                .containsAll(kept)
                .endsWith(next);
    }

    private static int headSize() throws IOException {
        WalFixture fixture = new WalFixture(1);
        fixture.create(WalFixture.SMALL).close();
        return (int) endOf(fixture);
    }

    private static long endOf(WalFixture fixture) throws IOException {
        return endOf(fixture, fixture.segment(0));
    }

    static long endOf(WalFixture fixture, Path path) throws IOException {
        try (DiskFile file = fixture.disk.openForReading(path)) {
            SegmentReader reader = new SegmentReader(path, file, 0);
            while (reader.next().isPresent()) {
                // To the end.
            }
            return reader.end().offset();
        }
    }

    private static void truncate(WalFixture fixture, Path path, int length) throws IOException {
        try (DiskFile file = fixture.disk.open(path)) {
            file.truncate(length);
            file.force(true);
        }
    }

    private static void zero(WalFixture fixture, int from, int size) throws IOException {
        try (DiskFile file = fixture.disk.open(fixture.segment(0))) {
            file.write(ByteBuffer.allocate(size), from);
            file.force(true);
        }
    }
}
