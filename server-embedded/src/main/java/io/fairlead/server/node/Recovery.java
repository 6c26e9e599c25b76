package io.fairlead.server.node;

import io.fairlead.server.apply.AppliedMarks;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.ReceivedState;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.wal.Salvage;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalCorruptException;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.storage.wal.WalRecovery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts log and state together at a start.
 *
 * <p>The state says up to where it holds the log; the log is read from its last marker that the state covers. Four cases:
 *
 * <ol>
 *   <li>The state is within the log: the usual one. Entries after the state's index are applied again.
 *   <li>The log's last marker is ahead of the state: a received snapshot was accepted, and the member stopped before it was in
 *       place. It waits beside the state and is put in place now; without it the member can't go on.
 *   <li>The state is ahead of the commit index in the log: a commit index alone is not forced. What is applied is committed.
 *   <li>The state is ahead of the log: files of different times were put together. Refused.
 * </ol>
 *
 * <p>A log that is damaged is read as far as it goes. Where all that is not in the state yet can be told from the rest, the
 * damaged part is left out and nothing is missing. Otherwise the log begins anew with what stood before the damage, and the
 * member has to regain the rest from a leader before it votes; so it does where the log's end is gone without a trace. A member
 * that is the only voter can't: it is refused, and so is one whose term and vote are not known for sure.
 *
 * @param wal open, its entries read
 * @param log what it begins after and its entries
 * @param regaining part of what the member acknowledged is lost
 */
record Recovery(
        Wal wal, HardState hardState, LogSlice log, AppliedMark applied, Optional<String> repair, boolean regaining) {
    static Recovery run(Disk disk, Path walDirectory, WalOptions options, Backend backend) throws IOException {
        try {
            Wal.OpenedWal opened = open(disk, walDirectory, options, backend);
            if (isOfState(opened.recovery(), backend.applied())) {
                return checked(opened, backend.applied(), walDirectory);
            }
            opened.wal().close();
        } catch (WalCorruptException damage) {
            return repaired(disk, walDirectory, options, backend, damage);
        }
        return repaired(disk, walDirectory, options, backend, null);
    }

    private static Wal.OpenedWal open(Disk disk, Path walDirectory, WalOptions options, Backend backend)
            throws IOException {
        List<SnapshotMeta> markers = Wal.snapshots(disk, walDirectory);
        SnapshotMeta last = markers.isEmpty() ? SnapshotMeta.NONE : markers.get(markers.size() - 1);
        if (last.index() > backend.applied().index()) {
            installReceived(backend, last, walDirectory);
        }
        return Wal.open(disk, walDirectory, last.lastIncluded(), options);
    }

    /** Whether log and state meet; only a log that has lost something may fail to. */
    private static boolean isOfState(WalRecovery recovery, AppliedMark applied) {
        LogSlice log = recovery.entries();
        return !recovery.regaining()
                || (applied.index() <= log.last().index() && log.termAt(applied.index()) == applied.term());
    }

    private static Recovery repaired(
            Disk disk, Path walDirectory, WalOptions options, Backend backend, @Nullable WalCorruptException damage)
            throws IOException {
        Optional<ReceivedState> received = backend.received();
        if (received.isPresent()
                && received.get().mark().index() > backend.applied().index()) {
            backend.install(received.get());
        }
        SnapshotMeta base = AppliedMarks.meta(backend.applied());
        Salvage salvage = Wal.salvage(disk, walDirectory, base.lastIncluded());
        if (!salvage.complete()) {
            KnownPeers.requireOthers(base.confState(), salvage, damage);
        }
        Wal.rebuild(disk, walDirectory, base, salvage, !salvage.complete());
        Recovery recovery = checked(open(disk, walDirectory, options, backend), backend.applied(), walDirectory);
        String found = damage == null ? "the log ends before the applied state" : damage.getMessage();
        String done = recovery.regaining()
                ? "; kept " + salvage.entries().size()
                        + " entries of it after the applied state, the rest comes from a leader"
                : "; nothing in it was needed any more";
        return new Recovery(
                recovery.wal,
                recovery.hardState,
                recovery.log,
                recovery.applied,
                Optional.of(found + done),
                recovery.regaining);
    }

    private static void installReceived(Backend backend, SnapshotMeta marker, Path walDirectory) throws IOException {
        Optional<ReceivedState> received = backend.received();
        if (received.isEmpty() || received.get().mark().index() < marker.index()) {
            throw new IOException("the log in " + walDirectory + " begins after index " + marker.index()
                    + ", but the applied state ends at index "
                    + backend.applied().index()
                    + ": files are missing. Remove this member and add it again as a new one");
        }
        backend.install(received.get());
    }

    private static Recovery checked(Wal.OpenedWal opened, AppliedMark applied, Path walDirectory) throws IOException {
        try {
            return compared(opened, applied, walDirectory);
        } catch (IOException | RuntimeException e) {
            opened.wal().close();
            throw e;
        }
    }

    private static Recovery compared(Wal.OpenedWal opened, AppliedMark applied, Path walDirectory) throws IOException {
        HardState onDisk = opened.recovery().hardState();
        LogSlice log = opened.recovery().entries();
        EntryId last = log.last();
        if (applied.index() > last.index()) {
            throw new IOException("the applied state holds entries up to index " + applied.index() + ", the log in "
                    + walDirectory + " ends at " + last.index()
                    + ": they are not of the same time. Remove this member and add it again as a new one");
        }
        long termInLog = log.termAt(applied.index());
        if (applied.index() > 0 && termInLog != applied.term()) {
            throw new IOException(
                    "entry " + applied.index() + " has term " + applied.term() + " in the applied state and "
                            + termInLog + " in the log in " + walDirectory + ": they are not of the same member");
        }
        long commit = Math.max(onDisk.commit(), applied.index());
        HardState hardState = new HardState(onDisk.term(), onDisk.vote(), commit);
        return new Recovery(
                opened.wal(),
                hardState,
                log,
                applied,
                opened.recovery().repair(),
                opened.recovery().regaining());
    }

    SnapshotMeta appliedMeta() {
        return AppliedMarks.meta(applied);
    }
}
