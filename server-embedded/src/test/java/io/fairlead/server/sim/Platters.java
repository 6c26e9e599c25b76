package io.fairlead.server.sim;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.storage.wal.WalRecovery;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What would surely be left of a member's log if the power went out now, read the way a start reads it. Changes nothing there. */
final class Platters {
    /** Who was looked at last, and what was found: who asks all others for their votes is looked at once. */
    private @Nullable Found last;

    /** What a member's platters held after so many calls of its disk. */
    private record Found(SimMember member, long calls, WalRecovery recovery) {}

    /** @throws IOException if a start would be refused by this log */
    WalRecovery logOf(SimMember member) throws IOException {
        Found found = last;
        if (found == null
                || found.member() != member
                || found.calls() != member.disk().calls()) {
            found = new Found(member, member.disk().calls(), read(member));
            last = found;
        }
        return found.recovery();
    }

    private static WalRecovery read(SimMember member) throws IOException {
        SimDisk platters = member.disk().afterPowerCut(SimMember.WAL);
        List<SnapshotMeta> markers = Wal.snapshots(platters, SimMember.WAL);
        EntryId start = markers.isEmpty()
                ? EntryId.ZERO
                : markers.get(markers.size() - 1).lastIncluded();
        Wal.OpenedWal opened = Wal.open(platters, SimMember.WAL, start, WalOptions.DEFAULT);
        opened.wal().close();
        return opened.recovery();
    }

    /** Whether the member knows durably that it lost something which has not come back. */
    static boolean isRegaining(SimMember member) throws IOException {
        return Wal.isRegaining(member.disk().afterPowerCut(SimMember.WAL), SimMember.WAL);
    }
}
