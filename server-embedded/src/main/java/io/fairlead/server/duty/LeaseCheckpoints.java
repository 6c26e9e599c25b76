package io.fairlead.server.duty;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.LeaseCheckpoint;
import io.fairlead.api.pb.etcdserverpb.LeaseCheckpointRequest;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.lease.Lease;
import io.fairlead.server.lease.Lessor;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Writes down every five minutes what long leases have left, so that a change of leader does not give them their whole time
 * anew; many leases in one command, one command at a time. Duty loop. One that fails is not repeated: the next one tells more.
 */
final class LeaseCheckpoints {
    static final int LEASES_PER_COMMAND = 1_000;

    /** At most one command of checkpoints in this time. */
    static final long COMMAND_NANOS = 1_000_000_000;

    private final Lessor lessor;
    private final LeaderProposals proposals;
    private long term;
    private long notBeforeNanos;

    LeaseCheckpoints(Lessor lessor, LeaderProposals proposals) {
        this.lessor = lessor;
        this.proposals = proposals;
    }

    void lead(long newTerm, long nowNanos) {
        term = newTerm;
        notBeforeNanos = nowNanos;
    }

    int turn(long nowNanos) {
        if (nowNanos - notBeforeNanos < 0) {
            return 0;
        }
        List<Lease> taken = lessor.takeCheckpoints(nowNanos, LEASES_PER_COMMAND);
        if (!taken.isEmpty()) {
            notBeforeNanos = nowNanos + COMMAND_NANOS;
            LeaseCheckpointRequest.Builder request = LeaseCheckpointRequest.newBuilder();
            taken.forEach(lease -> request.addCheckpoints(checkpoint(lease.id(), lease.remainingSeconds())));
            var unused = proposals.propose(term, CommandKind.LEASE_CHECKPOINT, request.build());
        }
        return taken.size();
    }

    /** When the next checkpoint is due, or when the next command may be sent. */
    long deadlineNanos() {
        long next = lessor.nextCheckpointNanos();
        return next != Loop.NEVER && next - notBeforeNanos < 0 ? notBeforeNanos : next;
    }

    /** Strikes out the checkpoint of a lease. */
    CompletableFuture<Answer<MessageLite>> clear(long id) {
        return proposals.propose(
                term,
                CommandKind.LEASE_CHECKPOINT,
                LeaseCheckpointRequest.newBuilder()
                        .addCheckpoints(checkpoint(id, 0))
                        .build());
    }

    private static LeaseCheckpoint.Builder checkpoint(long id, long remainingSeconds) {
        return LeaseCheckpoint.newBuilder().setID(id).setRemainingTTL(remainingSeconds);
    }
}
