package io.fairlead.server.duty;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.AlarmRequest;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Compares the keys of all members by the clock, and raises the alarm CORRUPT for those whose keys differ.
 *
 * <p>There are two comparisons. The one of what is newest takes this member's hash at its newest revision and asks the others for
 * theirs at the same one; it also sees a member that has another number of revisions than it can have. The one of compactions
 * takes the hashes that each member worked out before it dropped what a compaction gave up: they stand ready, and are at the
 * same revision on all members whatever is written meanwhile. One comparison is under way at a time; it never waits for a member that
 * does not answer, and what could not be compared is compared the next time. Duty loop.
 */
public final class CorruptionDuty implements Duty {
    private final CorruptionChecks checks;
    private final ComparedKeys keys;
    private final LeaderProposals proposals;
    private final Mailbox<DutyInput> mailbox;
    private long term;
    private long newestAtNanos = Loop.NEVER;
    private long compactionsAtNanos = Loop.NEVER;

    /** A comparison is under way, maybe one of an earlier term: its outcome is looked at all the same, since facts don't age. */
    private boolean underWay;

    /** The newest compaction whose hash all members had alike, or for which an alarm was raised. */
    private long comparedRevision;

    /** The duty that follows {@code checks}; none where nothing is to be done. */
    public static Optional<CorruptionDuty> of(
            CorruptionChecks checks, ComparedKeys keys, LeaderProposals proposals, Mailbox<DutyInput> mailbox) {
        return checks.equals(CorruptionChecks.NONE)
                ? Optional.empty()
                : Optional.of(new CorruptionDuty(checks, keys, proposals, mailbox));
    }

    private CorruptionDuty(
            CorruptionChecks checks, ComparedKeys keys, LeaderProposals proposals, Mailbox<DutyInput> mailbox) {
        this.checks = checks;
        this.keys = keys;
        this.proposals = proposals;
        this.mailbox = mailbox;
    }

    @Override
    public void lead(long newTerm, long nowNanos) {
        term = newTerm;
        newestAtNanos = next(checks.periodNanos(), nowNanos);
        compactionsAtNanos = next(checks.compactionPeriodNanos(), nowNanos);
    }

    @Override
    public void retire() {
        term = 0;
    }

    @Override
    public int turn(long nowNanos) {
        if (underWay) {
            return 0;
        }
        if (isDue(newestAtNanos, nowNanos)) {
            newestAtNanos = next(checks.periodNanos(), nowNanos);
            begin(compareNewest());
            return 1;
        }
        if (isDue(compactionsAtNanos, nowNanos)) {
            compactionsAtNanos = next(checks.compactionPeriodNanos(), nowNanos);
            begin(compareCompactions(uncompared()));
            return 1;
        }
        return 0;
    }

    @Override
    public long deadlineNanos() {
        if (underWay) {
            return Loop.NEVER; // Its outcome wakes the loop.
        }
        if (newestAtNanos == Loop.NEVER || compactionsAtNanos == Loop.NEVER) {
            return newestAtNanos == Loop.NEVER ? compactionsAtNanos : newestAtNanos;
        }
        return newestAtNanos - compactionsAtNanos < 0 ? newestAtNanos : compactionsAtNanos;
    }

    private static long next(long periodNanos, long nowNanos) {
        return periodNanos == 0 ? Loop.NEVER : nowNanos + periodNanos;
    }

    private static boolean isDue(long atNanos, long nowNanos) {
        return atNanos != Loop.NEVER && atNanos - nowNanos <= 0;
    }

    /** @param comparison completes with the vote; with none where there was nothing to compare */
    private void begin(CompletableFuture<Optional<Found>> comparison) {
        underWay = true;
        var unused = comparison.whenComplete((found, broken) -> mailbox.post(nowNanos -> {
            underWay = false;
            if (broken != null) {
                throw new IllegalStateException("a comparison of members broke", broken);
            }
            found.ifPresent(this::settle);
        }));
    }

    /**
     * What a comparison found.
     *
     * @param compactionRevision of a compaction whose hashes were compared; 0 for the newest keys
     */
    private record Found(HashVote vote, long compactionRevision) {
        boolean isFinal() {
            return vote.isWhole() || vote.isSplit();
        }
    }

    private void settle(Found found) {
        if (found.vote().isSplit() && !accuse(found.vote())) {
            return;
        }
        if (found.isFinal()) {
            comparedRevision = Math.max(comparedRevision, found.compactionRevision());
        }
    }

    /** Raises the alarm; false where this member can't, since it leads no more. */
    private boolean accuse(HashVote vote) {
        keys.tell(vote);
        if (term == 0) {
            return false;
        }
        Set<Long> suspects = vote.suspects();
        (suspects.isEmpty() ? Set.of(0L) : suspects)
                .stream().filter(suspect -> !keys.isAlarmed(suspect)).forEach(this::raise);
        return true;
    }

    /** One that is refused is raised again after the next comparison. */
    private void raise(long memberId) {
        AlarmRequest request = AlarmRequest.newBuilder()
                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                .setMemberID(memberId)
                .setAlarm(AlarmType.CORRUPT)
                .build();
        var unused = proposals.propose(term, CommandKind.ALARM, request).thenAccept(answer -> {
            if (answer instanceof Answer.Refused) {
                mailbox.post(nowNanos -> comparedRevision = 0);
            }
        });
    }

    /**
     * The order makes the judgement of revisions sound. The index is confirmed after the own revision was read, so whoever applied
     * up to it has that revision. The other members' revisions were read before the second confirmation, so once that is applied
     * here, this member has every revision they can have.
     */
    private CompletableFuture<Optional<Found>> compareNewest() {
        List<Long> others = keys.others();
        return ifOk(
                keys.ownReport(0),
                own -> own.hash().isEmpty()
                        ? nothing()
                        : ifOk(
                                keys.barrier(),
                                index -> reports(others, own.hash().get().revision())
                                        .thenCompose(reports -> ifOk(keys.barrier(), confirmed -> {
                                            HashVote vote = new HashVote(
                                                    keys.selfId(), own.hash().get(), others.size() + 1);
                                            long revisionMax = keys.revision();
                                            reports.forEach((id, report) -> vote.add(id, report, index, revisionMax));
                                            return CompletableFuture.completedFuture(Optional.of(new Found(vote, 0)));
                                        }))));
    }

    private List<KvHash> uncompared() {
        return keys.compactionHashes().stream()
                .filter(hash -> hash.revision() > comparedRevision)
                .toList();
    }

    /** From the newest one to the first that all members have: one that was away meanwhile may lack the newest. */
    private CompletableFuture<Optional<Found>> compareCompactions(List<KvHash> hashes) {
        List<Long> others = keys.others();
        if (hashes.isEmpty() || others.isEmpty()) {
            return nothing();
        }
        KvHash own = hashes.get(0);
        return reports(others, own.revision()).thenCompose(reports -> {
            HashVote vote = new HashVote(keys.selfId(), own, others.size() + 1);
            reports.forEach(vote::add);
            Found found = new Found(vote, own.revision());
            return found.isFinal()
                    ? CompletableFuture.completedFuture(Optional.of(found))
                    : compareCompactions(hashes.subList(1, hashes.size()));
        });
    }

    /** What those say who answer, by ascending id. */
    private CompletableFuture<Map<Long, HashReport>> reports(List<Long> others, long revision) {
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        Map<Long, HashReport> reports = new TreeMap<>();
        for (long id : others) {
            asked.add(keys.report(id, revision).thenAccept(answer -> {
                if (answer instanceof Answer.Ok<HashReport> ok) {
                    synchronized (reports) {
                        reports.put(id, ok.value());
                    }
                }
            }));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
            synchronized (reports) {
                return new TreeMap<>(reports);
            }
        });
    }

    private static <T> CompletableFuture<Optional<Found>> ifOk(
            CompletableFuture<Answer<T>> asked, Function<T, CompletableFuture<Optional<Found>>> next) {
        return asked.thenCompose(answer -> answer instanceof Answer.Ok<T> ok ? next.apply(ok.value()) : nothing());
    }

    private static CompletableFuture<Optional<Found>> nothing() {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
