package io.fairlead.server.sim;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.storage.wal.WalRecovery;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** What would surely be left of a member's log if the power went out now, read the way a start reads it. Changes nothing there. */
final class Platters {
    /** What was found when a member was looked at last: who asks all others for their votes is looked at once. */
    private final Map<SimMember, Found> found = new HashMap<>();

    /** What a member's platters held after so many calls of its disk. */
    private record Found(long calls, WalRecovery recovery) {}

    /** @throws IOException if a start would be refused by this log */
    WalRecovery logOf(SimMember member) throws IOException {
        Found before = found.get(member);
        if (before != null && before.calls() == member.disk().calls()) {
            return before.recovery();
        }
        Found now = new Found(member.disk().calls(), read(member));
        found.put(member, now);
        return now.recovery();
    }

    /**
     * From the newest snapshot on, as a start does. It need not be the one that is named last: a member may note its own snapshot
     * after it took over a later state.
     */
    private static WalRecovery read(SimMember member) throws IOException {
        SimDisk platters = member.disk().afterPowerCut(SimMember.WAL);
        EntryId start = Wal.snapshots(platters, SimMember.WAL).stream()
                .map(SnapshotMeta::lastIncluded)
                .max(Comparator.comparingLong(EntryId::index))
                .orElse(EntryId.ZERO);
        Wal.OpenedWal opened = Wal.open(platters, SimMember.WAL, start, WalOptions.DEFAULT);
        opened.wal().close();
        return opened.recovery();
    }

    /** Whether the member knows durably that it lost something which has not come back. */
    static boolean isRegaining(SimMember member) throws IOException {
        return Wal.isRegaining(member.disk().afterPowerCut(SimMember.WAL), SimMember.WAL);
    }
}
