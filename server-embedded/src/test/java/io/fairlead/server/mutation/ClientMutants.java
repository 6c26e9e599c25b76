package io.fairlead.server.mutation;

import static io.fairlead.server.mutation.Mutant.edit;

import java.util.List;
import java.util.stream.Stream;

/** The mutants of what is promised to clients: commands, reads, leases, watches. */
final class ClientMutants {
    private ClientMutants() {}

    static List<Mutant> all() {
        return Stream.of(commands(), reads(), leases(), watches())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> commands() {
        return List.of(
                Mutant.of(
                        "rights are checked where a command is applied",
                        "trusts the check at the door",
                        2,
                        edit(
                                "apply/CommandApplier.java",
                                "auth.refusal(command).or(() -> alarms.refusal(command))",
                                "alarms.refusal(command)")),
                Mutant.of(
                        "a refused transaction changes nothing",
                        "looks at a range when it comes to it, and commits what it did until then",
                        2,
                        edit("txn/TxnEvaluator.java", "fault = checkRanges(txn, taken);", ""),
                        edit("apply/KvApplier.java", "txn.abandon();", "commit(txn);")),
                Mutant.of(
                        "compaction keeps what is alive",
                        "drops the newest put at its revision",
                        2,
                        edit(
                                "mvcc/KeyIndex.java",
                                "life.isTombstone(kept) && life.mainAt(kept) < main",
                                "life.mainAt(kept) < main")),
                Mutant.of(
                        "compaction keeps the deletion at its revision",
                        "drops it",
                        8,
                        edit(
                                "mvcc/KeyIndex.java",
                                "life.isTombstone(kept) && life.mainAt(kept) < main",
                                "life.isTombstone(kept)")));
    }

    private static List<Mutant> reads() {
        return List.of(
                Mutant.of(
                        "a read asks a quorum",
                        "the leader believes itself",
                        0,
                        edit("raft/LeaderRole.java", "context.quorum().isJust(context.id())", "true")),
                Mutant.of(
                        "an answer confirms its own round",
                        "confirms the newest round",
                        7,
                        edit(
                                "raft/LeaderRole.java",
                                "reads.onAnswer(response.from(), response.readContext());",
                                "reads.onAnswer(response.from(), Long.MAX_VALUE);")),
                Mutant.of(
                        "a late answer belongs to its own attempt",
                        "serves whoever waits now",
                        0,
                        edit("node/LinearizableReads.java", "id != attemptId || asked.isEmpty()", "asked.isEmpty()")),
                Mutant.of(
                        "a read waits until all is applied",
                        "answers at once",
                        2,
                        edit("node/LinearizableReads.java", "confirmed.peekFirst().index <= appliedIndex", "true")),
                Mutant.of(
                        "a new leader knows what is committed before it answers",
                        "answers from what it knew as a follower",
                        10,
                        edit("raft/LeaderRole.java", "!context.hasCommittedInTerm()", "false")));
    }

    private static List<Mutant> leases() {
        return List.of(
                Mutant.of(
                        "a new leader gives each lease its whole time",
                        "gives a second",
                        2,
                        edit(
                                "lease/Lessor.java",
                                "leases.forEach(lease -> arm(lease, lease.secondsLeft(), graceNanos, nowNanos));",
                                "leases.forEach(lease -> arm(lease, 1, 0, nowNanos));")),
                Mutant.of(
                        "only the leader of the term revokes",
                        "passes the revocation on",
                        0,
                        edit(
                                "node/RaftLoop.java",
                                "core.role() == RoleKind.LEADER && core.term() == proposal.term() &&"
                                        + " core.propose(proposal.data()) == ProposeResult.APPENDED",
                                "core.propose(proposal.data()).isAccepted()")),
                Mutant.of(
                        "a renewal asks a quorum",
                        "the leader believes itself",
                        0,
                        edit(
                                "node/LeaseCalls.java",
                                "return node.linearizableReadBarrier() .thenCompose(confirmed -> confirmed instanceof"
                                        + " Answer.Refused<Long> refused ? refused(refused.error()) :"
                                        + " question.apply(now.term()));",
                                "return question.apply(now.term());")),
                Mutant.of(
                        "a renewal prolongs the lease",
                        "says so and does not",
                        7,
                        edit(
                                "lease/Lessor.java",
                                "countdown.endNanos = Math.max(countdown.endNanos, later(at,"
                                        + " countdown.grantedSeconds * SECOND));",
                                "")),
                Mutant.of(
                        "a lease takes its keys along",
                        "leaves them",
                        1,
                        edit("apply/LeaseApplier.java", "kv.delete(leases.keys(request.getID()), batch);", "")));
    }

    private static List<Mutant> watches() {
        return List.of(
                Mutant.of(
                        "a watcher goes on where it stopped",
                        "skips a revision when it was behind",
                        1,
                        edit("watch/WatchLoop.java", "piece.through() + 1", "piece.through() + 2")),
                Mutant.of(
                        "a watcher hears nothing from before its start",
                        "tells it what there is",
                        1,
                        edit("watch/Watcher.java", "change.modRevision() >= next", "true")),
                Mutant.of(
                        "progress is told when all before it was",
                        "tells it at once",
                        6,
                        edit(
                                "watch/WatchLoop.java",
                                "stream.isBehind() || stream.progressAskedAt() > delivered",
                                "false")));
    }
}
