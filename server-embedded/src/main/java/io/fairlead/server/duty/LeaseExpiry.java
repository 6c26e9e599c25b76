package io.fairlead.server.duty;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.lease.Lessor;
import java.util.List;

/**
 * Revokes leases that have run out: a thousand a second at most, as etcd does, so that a million leases that end together leave
 * room for everybody else. Duty loop.
 */
final class LeaseExpiry {
    /** How many revocations may be on their way. */
    static final int PENDING_MAX = 100;

    /** One revocation uses up this much of a second. */
    static final long NANOS_PER_REVOKE = 1_000_000;

    /** A revocation that failed is tried again after this long. */
    static final long RETRY_NANOS = 500_000_000;

    private final Lessor lessor;
    private final LeaderProposals proposals;
    private final Mailbox<DutyInput> mailbox;
    private long term;
    private int pending;
    private long notBeforeNanos;

    LeaseExpiry(Lessor lessor, LeaderProposals proposals, Mailbox<DutyInput> mailbox) {
        this.lessor = lessor;
        this.proposals = proposals;
        this.mailbox = mailbox;
    }

    void lead(long newTerm, long nowNanos) {
        term = newTerm;
        pending = 0;
        notBeforeNanos = nowNanos;
    }

    int turn(long nowNanos) {
        if (nowNanos - notBeforeNanos < 0 || pending == PENDING_MAX) {
            return 0;
        }
        List<Long> ended = lessor.takeEnded(nowNanos, PENDING_MAX - pending);
        ended.forEach(this::revoke);
        if (!ended.isEmpty()) {
            notBeforeNanos = nowNanos + ended.size() * NANOS_PER_REVOKE;
        }
        return ended.size();
    }

    /** When the next lease ends, or when the rate allows the next revocation. */
    long deadlineNanos() {
        long next = lessor.nextEndNanos();
        if (next == Loop.NEVER || pending == PENDING_MAX) {
            return Loop.NEVER; // A revocation that settles wakes the loop.
        }
        return next - notBeforeNanos < 0 ? notBeforeNanos : next;
    }

    private void revoke(long id) {
        pending++;
        long asked = term;
        var unused = proposals
                .propose(
                        term,
                        CommandKind.LEASE_REVOKE,
                        LeaseRevokeRequest.newBuilder().setID(id).build())
                .thenAccept(answer -> mailbox.post(nowNanos -> settled(asked, id, answer, nowNanos)));
    }

    /** Where it was carried out the lease is gone by now, and there is nothing to try again. */
    private void settled(long askedInTerm, long id, Answer<?> answer, long nowNanos) {
        if (askedInTerm != term) {
            return;
        }
        pending--;
        if (answer instanceof Answer.Refused) {
            lessor.retry(id, nowNanos + RETRY_NANOS);
        }
    }
}
