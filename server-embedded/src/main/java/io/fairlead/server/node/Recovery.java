package io.fairlead.server.node;

import io.fairlead.server.apply.AppliedMarks;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.backend.AppliedMark;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.ReceivedState;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
 * @param wal open, its entries read
 * @param log what it begins after and its entries
 */
record Recovery(Wal wal, HardState hardState, LogSlice log, AppliedMark applied, Optional<String> repair) {
    static Recovery run(Disk disk, Path walDirectory, WalOptions options, Backend backend) throws IOException {
        List<SnapshotMeta> markers = Wal.snapshots(disk, walDirectory);
        SnapshotMeta last = markers.isEmpty() ? SnapshotMeta.NONE : markers.get(markers.size() - 1);
        if (last.index() > backend.applied().index()) {
            installReceived(backend, last, walDirectory);
        }
        Wal.OpenedWal opened = Wal.open(disk, walDirectory, last.lastIncluded(), options);
        try {
            return checked(opened, backend.applied(), walDirectory);
        } catch (IOException | RuntimeException e) {
            opened.wal().close();
            throw e;
        }
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
        HardState onDisk = opened.recovery().hardState();
        LogSlice log = opened.recovery().entries();
        EntryId last = log.last();
        if (applied.index() > last.index()) {
            throw new IOException("the applied state holds entries up to index " + applied.index() + ", the log in "
                    + walDirectory + " ends at " + last.index()
                    + ": they are not of the same time. Remove this member and add it again as a new one");
        }
        long termInLog = termAt(log, applied.index());
        if (applied.index() > 0 && termInLog != applied.term()) {
            throw new IOException(
                    "entry " + applied.index() + " has term " + applied.term() + " in the applied state and "
                            + termInLog + " in the log in " + walDirectory + ": they are not of the same member");
        }
        long commit = Math.max(onDisk.commit(), applied.index());
        HardState hardState = new HardState(onDisk.term(), onDisk.vote(), commit);
        return new Recovery(
                opened.wal(), hardState, log, applied, opened.recovery().repair());
    }

    private static long termAt(LogSlice log, long index) {
        if (index == log.previous().index()) {
            return log.previous().term();
        }
        Entry entry = log.entries().get((int) (index - log.previous().index() - 1));
        return entry.term();
    }

    SnapshotMeta appliedMeta() {
        return AppliedMarks.meta(applied);
    }
}
