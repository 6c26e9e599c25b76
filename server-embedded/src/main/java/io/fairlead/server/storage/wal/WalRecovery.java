package io.fairlead.server.storage.wal;

import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.SnapshotMeta;
import java.util.Optional;

/**
 * What a log said when it was opened. All of it is durable by then.
 *
 * @param hardState with a commit index between the snapshot's and the last entry's
 * @param snapshot where reading started; {@link SnapshotMeta#NONE} for the log's beginning
 * @param entries all after the snapshot
 * @param repair what was cut off the end or found missing, for the member's log
 * @param regaining part of what the member acknowledged was lost and has not come back yet: it must not vote
 */
public record WalRecovery(
        WalMetadata metadata,
        HardState hardState,
        SnapshotMeta snapshot,
        LogSlice entries,
        Optional<String> repair,
        boolean regaining) {
    WalRecovery with(HardState state, Optional<String> repaired, boolean regains) {
        return new WalRecovery(metadata, state, snapshot, entries, repaired, regains);
    }
}
