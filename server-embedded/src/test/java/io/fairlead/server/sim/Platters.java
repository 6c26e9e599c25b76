package io.fairlead.server.sim;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalCorruptException;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.storage.wal.WalRecovery;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What would surely be left of a member's log if the power went out now, read the way a start reads it. Changes nothing there. */
final class Platters {
    /** What was found when a member was looked at last: who asks all others for their votes is looked at once. */
    private final Map<SimMember, Found> found = new HashMap<>();

    /** What a member's platters held after so many calls of its disk, from {@code start} on. */
    private record Found(long calls, EntryId start, WalRecovery recovery) {}

    /** @throws IOException if a start would be refused by this log */
    WalRecovery logOf(SimMember member) throws IOException {
        Found before = found.get(member);
        if (before != null && before.calls() == member.disk().calls()) {
            return before.recovery();
        }
        Found now = before == null ? readAnew(member) : readAgain(member, before.start());
        found.put(member, now);
        return now.recovery();
    }

    /** From where it was read before: what the log says is the same, and where it begins need not be found. */
    private static Found readAgain(SimMember member, EntryId start) throws IOException {
        try {
            return read(member, start);
        } catch (WalCorruptException e) {
            // That place may have been released, or replaced by a state that was sent.
            return readAnew(member);
        }
    }

    private static Found readAnew(SimMember member) throws IOException {
        List<SnapshotMeta> markers = Wal.snapshots(member.disk().afterPowerCut(SimMember.WAL), SimMember.WAL);
        return read(
                member,
                markers.isEmpty()
                        ? EntryId.ZERO
                        : markers.get(markers.size() - 1).lastIncluded());
    }

    private static Found read(SimMember member, EntryId start) throws IOException {
        SimDisk platters = member.disk().afterPowerCut(SimMember.WAL);
        Wal.OpenedWal opened = Wal.open(platters, SimMember.WAL, start, WalOptions.DEFAULT);
        opened.wal().close();
        return new Found(member.disk().calls(), start, opened.recovery());
    }

    /** Whether the member knows durably that it lost something which has not come back. */
    static boolean isRegaining(SimMember member) throws IOException {
        return Wal.isRegaining(member.disk().afterPowerCut(SimMember.WAL), SimMember.WAL);
    }
}
