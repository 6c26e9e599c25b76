package io.fairlead.server.apply;

import io.fairlead.server.auth.TestProofs;
import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.storage.backend.Backend;
import io.fairlead.server.storage.backend.ReceivedState;
import io.fairlead.server.storage.disk.DiskSpace;
import io.fairlead.server.watch.TightWatch;
import java.util.function.Function;

/** Applied states with limits that a short test reaches. */
public final class TightState {
    private TightState() {}

    public static AppliedState over(Backend backend) {
        return new AppliedState(backend, 1, 0, TestProofs.proofs().tokens(), TightWatch::loop);
    }

    /** Time that does not pass. */
    static final Clock NO_TIME = new Clock() {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public long wallMillis() {
            return 0;
        }
    };

    /** A loop that carries out a compaction two keys a turn. */
    public static ApplyLoop loop(
            AppliedState state,
            Mailbox<ApplyTask> mailbox,
            Function<SnapshotMeta, ReceivedState> receivedStates,
            ApplyListener listener) {
        return new ApplyLoop(
                state,
                mailbox,
                receivedStates,
                Runnable::run,
                listener,
                NO_TIME,
                DiskSpace.unwatched(),
                Failpoints.NONE,
                2);
    }
}
