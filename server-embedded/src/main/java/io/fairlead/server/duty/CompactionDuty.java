package io.fairlead.server.duty;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Compacts by the clock, as a {@link CompactionPolicy} says. Members that do not lead keep count of the revisions too, so that
 * whoever leads next knows what the newest one was a period ago.
 */
public final class CompactionDuty implements Duty {
    private final CompactionSchedule schedule;
    private final LongSupplier revision;
    private final LeaderProposals proposals;
    private final Mailbox<DutyInput> mailbox;
    private long tickAtNanos;

    /** 0 while this member does not lead. */
    private long term;

    /** A compaction is on its way; the next one waits for its outcome. */
    private boolean underWay;

    /**
     * The duty that follows {@code policy}; none where nothing is to be done.
     *
     * @param revision the newest one that is published
     */
    public static Optional<CompactionDuty> of(
            CompactionPolicy policy,
            LongSupplier revision,
            LeaderProposals proposals,
            Mailbox<DutyInput> mailbox,
            long nowNanos) {
        CompactionSchedule schedule;
        if (policy instanceof CompactionPolicy.KeepPeriod period) {
            schedule = new PeriodicCompaction(period.nanos(), nowNanos);
        } else if (policy instanceof CompactionPolicy.KeepRevisions revisions) {
            schedule = new RevisionCompaction(revisions.count());
        } else {
            return Optional.empty();
        }
        return Optional.of(new CompactionDuty(schedule, revision, proposals, mailbox, nowNanos));
    }

    private CompactionDuty(
            CompactionSchedule schedule,
            LongSupplier revision,
            LeaderProposals proposals,
            Mailbox<DutyInput> mailbox,
            long nowNanos) {
        this.schedule = schedule;
        this.revision = revision;
        this.proposals = proposals;
        this.mailbox = mailbox;
        this.tickAtNanos = nowNanos + schedule.tickNanos();
        schedule.note(revision.getAsLong());
    }

    @Override
    public void lead(long newTerm, long nowNanos) {
        term = newTerm;
    }

    @Override
    public void retire() {
        term = 0;
    }

    @Override
    public int turn(long nowNanos) {
        return 0;
    }

    @Override
    public long deadlineNanos() {
        return Loop.NEVER;
    }

    @Override
    public int attend(long nowNanos) {
        if (tickAtNanos - nowNanos > 0) {
            return 0;
        }
        tickAtNanos = nowNanos + schedule.tickNanos();
        long newest = revision.getAsLong();
        if (term != 0 && !underWay) {
            OptionalLong due = schedule.due(newest, nowNanos);
            due.ifPresent(this::compact);
        }
        schedule.note(newest);
        return 1;
    }

    @Override
    public long attendanceNanos() {
        return tickAtNanos;
    }

    private void compact(long at) {
        underWay = true;
        CompactionRequest request =
                CompactionRequest.newBuilder().setRevision(at).build();
        var unused = proposals
                .propose(term, CommandKind.COMPACTION, request)
                .whenComplete((answer, broken) -> mailbox.post(nowNanos -> {
                    underWay = false;
                    if (broken == null && isCompacted(answer)) {
                        schedule.compacted(at, nowNanos);
                    }
                }));
    }

    /** Somebody else may have compacted there, or further: that is as good. */
    private static boolean isCompacted(Answer<?> answer) {
        return answer instanceof Answer.Ok
                || (answer instanceof Answer.Refused<?> refused && refused.error() == EtcdError.COMPACTED);
    }
}
