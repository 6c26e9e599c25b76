package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.sim.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A log on a simulated disk, and short names for what tests write to it. */
final class WalFixture {
    static final Path DIRECTORY = Path.of("/member/wal");
    static final WalMetadata METADATA = new WalMetadata(0x1234, 0x5678);
    static final WalOptions SMALL = new WalOptions(4096, 1024, 2);

    final SimDisk disk;

    WalFixture(long seed) {
        disk = new SimDisk(new Random(seed));
    }

    Wal create(WalOptions options) throws IOException {
        return Wal.create(disk, DIRECTORY, METADATA, options);
    }

    Wal.OpenedWal open(EntryId start) throws IOException {
        return Wal.open(disk, DIRECTORY, start, SMALL);
    }

    /** Reads the log from its beginning and closes it. */
    WalRecovery recover() throws IOException {
        return recover(EntryId.ZERO);
    }

    WalRecovery recover(EntryId start) throws IOException {
        Wal.OpenedWal opened = open(start);
        opened.wal().close();
        return opened.recovery();
    }

    /** All files of the log but the second copy of term and vote. */
    List<String> logFiles() throws IOException {
        return disk.list(DIRECTORY).stream()
                .filter(name -> !name.equals(VoteFile.NAME))
                .toList();
    }

    Path segment(int position) throws IOException {
        List<SegmentName> names = SegmentName.among(disk.list(DIRECTORY));
        return DIRECTORY.resolve(names.get(position).fileName());
    }

    static void commit(Wal wal, WalWrite... writes) throws IOException {
        for (WalWrite write : writes) {
            wal.append(write);
        }
        wal.commit(true);
    }

    static WalWrite write(Entry... entries) {
        return new WalWrite(Optional.empty(), List.of(entries), Optional.empty(), true, () -> {});
    }

    static WalWrite write(HardState state, Entry... entries) {
        return new WalWrite(Optional.empty(), List.of(entries), Optional.of(state), true, () -> {});
    }

    static WalWrite marker(SnapshotMeta marker, HardState state) {
        return new WalWrite(Optional.of(marker), List.of(), Optional.of(state), true, () -> {});
    }

    static SnapshotMeta snapshot(long term, long index) {
        return new SnapshotMeta(new EntryId(term, index), ConfState.of(Set.of(0x1234L), Set.of()));
    }

    static Entry entry(long term, long index) {
        return entry(term, index, 20);
    }

    /** An entry with data in which no byte is zero. */
    static Entry entry(long term, long index, int size) {
        byte[] data = new byte[size];
        Random random = new Random(31 * term + index);
        for (int i = 0; i < size; i++) {
            data[i] = (byte) (1 + random.nextInt(255));
        }
        return Entry.normal(term, index, Bytes.unsafeWrap(data));
    }

    static Entry[] entries(long term, long from, long to) {
        List<Entry> entries = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            entries.add(entry(term, index));
        }
        return entries.toArray(new Entry[0]);
    }

    static HardState state(long term, long commit) {
        return new HardState(term, 7, commit);
    }
}
