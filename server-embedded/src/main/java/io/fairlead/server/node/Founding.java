package io.fairlead.server.node;

import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberJson;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfChangeType;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.raftcodec.RaftCodec;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalMetadata;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.storage.wal.WalWrite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The log a member begins with. A member of a new cluster starts with the same entries as all the others: one conf change for
 * each member, in ascending id, term 1, committed. A member that joins starts with nothing and hears all from the leader.
 */
public final class Founding {
    private static final long FIRST_TERM = 1;

    private Founding() {}

    /** Makes the log of a member of a new cluster. */
    public static void newCluster(Disk disk, Path directory, WalMetadata self, List<Member> members, WalOptions options)
            throws IOException {
        create(disk, directory, self, options, entries(members), Optional.empty());
    }

    /**
     * Makes the log of a member of a new cluster whose state comes from elsewhere: it begins behind the entries that founded it.
     *
     * @return the snapshot whose state the member needs beside it
     */
    public static SnapshotMeta restored(
            Disk disk, Path directory, WalMetadata self, List<Member> members, WalOptions options) throws IOException {
        SnapshotMeta meta = new SnapshotMeta(
                new EntryId(FIRST_TERM, members.size()),
                ConfState.of(members.stream().map(Member::id).toList(), List.of()));
        create(disk, directory, self, options, entries(members), Optional.of(meta));
        return meta;
    }

    private static List<Entry> entries(List<Member> members) {
        List<Entry> entries = new ArrayList<>();
        List<Member> ascending = new ArrayList<>(members);
        ascending.sort(Comparator.comparing(Member::id, Long::compareUnsigned));
        for (Member member : ascending) {
            ConfChange change =
                    new ConfChange(0, ConfChangeType.ADD_NODE, member.id(), MemberJson.encodeContext(member));
            entries.add(new Entry(FIRST_TERM, entries.size() + 1, EntryType.CONF_CHANGE, RaftCodec.encode(change)));
        }
        return entries;
    }

    /** Makes the log of a member that joins a running cluster. */
    public static void joining(Disk disk, Path directory, WalMetadata self, WalOptions options) throws IOException {
        create(disk, directory, self, options, List.of(), Optional.empty());
    }

    private static void create(
            Disk disk,
            Path directory,
            WalMetadata self,
            WalOptions options,
            List<Entry> entries,
            Optional<SnapshotMeta> marker)
            throws IOException {
        try (Wal wal = Wal.create(disk, directory, self, options)) {
            if (!entries.isEmpty()) {
                HardState committed = new HardState(FIRST_TERM, 0, entries.size());
                wal.append(new WalWrite(Optional.empty(), entries, Optional.of(committed), true, () -> {}));
                wal.commit(true);
            }
            if (marker.isPresent()) {
                wal.append(new WalWrite(marker, List.of(), Optional.empty(), true, () -> {}));
                wal.commit(true);
            }
        }
    }
}
