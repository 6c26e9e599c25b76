package io.fairlead.server.mutation;

import static io.fairlead.server.mutation.Mutant.edit;

import java.util.List;
import java.util.stream.Stream;

/** The mutants of what is promised to clients: commands, rights, reads, leases, locks and elections, watches. */
final class ClientMutants {
    private ClientMutants() {}

    static List<Mutant> all() {
        return Stream.of(commands(), rights(), reads(), leases(), locks(), watches())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> commands() {
        return List.of(
                Mutant.of(
                        "rights are checked where a command is applied",
                        "trusts the check at the door",
                        16,
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
                        6,
                        edit(
                                "mvcc/KeyIndex.java",
                                "life.isTombstone(kept) && life.mainAt(kept) < main",
                                "life.isTombstone(kept)")),
                Mutant.of(
                        "nobody reads what is compacted",
                        "reads what is left of it",
                        2,
                        edit("txn/RangeEvaluator.java", "at < view.compactedRevision()", "false"),
                        edit("txn/RangeEvaluator.java", "!view.covers(at)", "false")));
    }

    private static List<Mutant> rights() {
        return List.of(
                Mutant.of(
                        "a reader's right is asked for where it reads",
                        "lets everybody read",
                        16,
                        edit("apply/AppliedState.java", "refusal.isPresent()", "false")),
                Mutant.of(
                        "that users are asked for is part of the state",
                        "does not write it",
                        16,
                        edit("auth/AuthStore.java", "batch.put(Bucket.AUTH, ENABLED, Bytes.of(enabled ? 1 : 0));", "")),
                Mutant.of(
                        "users come with a received state",
                        "keeps the old ones",
                        61,
                        edit(
                                "apply/AppliedState.java",
                                "auth.load(backend); watchLoop.permissionsChanged();",
                                "watchLoop.permissionsChanged();")),
                Mutant.of(
                        "a watcher ends with the right to watch",
                        "goes on",
                        16,
                        edit(
                                "apply/AppliedState.java",
                                "if (auth.publish()) { watchLoop.permissionsChanged(); }",
                                "auth.publish();")),
                Mutant.of(
                        "a watcher begins with the right to watch",
                        "begins without",
                        20,
                        edit(
                                "watch/WatchLoop.java",
                                "stream.permit().refusal(spec.span()).or(spec::fault)",
                                "spec.fault()")));
    }

    private static List<Mutant> reads() {
        return List.of(
                Mutant.of(
                        "a read asks a quorum",
                        "the leader believes itself",
                        7,
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
                        159,
                        edit("node/LinearizableReads.java", "id != attemptId || asked.isEmpty()", "asked.isEmpty()")),
                Mutant.of(
                        "a read waits until all is applied",
                        "answers at once",
                        1,
                        edit("node/LinearizableReads.java", "confirmed.peekFirst().index <= appliedIndex", "true")),
                Mutant.of(
                        "a new leader knows what is committed before it answers",
                        "answers from what it knew as a follower",
                        12,
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
                        323,
                        edit(
                                "node/RaftLoop.java",
                                "core.role() == RoleKind.LEADER && core.term() == proposal.term() &&"
                                        + " core.propose(proposal.data()) == ProposeResult.APPENDED",
                                "core.propose(proposal.data()).isAccepted()")),
                Mutant.of(
                        "a renewal asks a quorum",
                        "the leader believes itself",
                        7,
                        edit(
                                "node/LeaseCalls.java",
                                "return node.linearizableReadBarrier() .thenCompose(confirmed -> confirmed instanceof"
                                        + " Answer.Refused<Long> refused ? refused(refused.error()) :"
                                        + " question.apply(now.term()));",
                                "return question.apply(now.term());")),
                Mutant.of(
                        "a renewal prolongs the lease",
                        "says so and does not",
                        1,
                        edit(
                                "lease/Lessor.java",
                                "countdown.endNanos = Math.max(countdown.endNanos, later(at,"
                                        + " countdown.grantedSeconds * SECOND));",
                                "")),
                Mutant.of(
                        "a lease takes its keys along",
                        "leaves them",
                        1,
                        edit("apply/LeaseApplier.java", "kv.delete(leases.keys(request.getID()), batch);", "")),
                Mutant.of(
                        "a put under a lease that is gone is refused",
                        "puts it",
                        12,
                        edit(
                                "apply/KvApplier.java",
                                "KvEvaluator.put(txn, leases::exists, command.as(PutRequest.class))",
                                "KvEvaluator.put(txn, lease -> true, command.as(PutRequest.class))")),
                Mutant.of(
                        "a lease that has run out is not renewed",
                        "is, until it is gone",
                        5,
                        edit("lease/Lessor.java", "countdown.revoking || countdown.endNanos <= at", "false")));
    }

    private static List<Mutant> locks() {
        return List.of(
                Mutant.of(
                        "the first in line holds the lock",
                        "whoever is in line",
                        2,
                        edit(
                                "coordination/LockCall.java",
                                "head(txn) == created && !(isCancelled() && txn.getSucceeded())",
                                "true")),
                Mutant.of(
                        "who waited looks whether its place is there",
                        "takes it for granted",
                        4,
                        edit("coordination/Turn.java", "isStillThere(own)", "true")),
                Mutant.of(
                        "who is told that the one before it left looks again",
                        "takes its turn for come",
                        4,
                        edit(
                                "coordination/Turn.java",
                                "steps.go(this::lookAgain);",
                                "steps.go(() -> come.complete(Answer.ok(RangeResponse.getDefaultInstance())));")),
                Mutant.of(
                        "the first in line leads",
                        "whoever is in line",
                        4,
                        edit("coordination/CampaignCall.java", "head == place.getRev()", "true")),
                Mutant.of(
                        "the oldest key of a line leads",
                        "the newest does",
                        2,
                        edit(
                                "coordination/Contenders.java",
                                "RangeRequest.SortOrder.ASCEND",
                                "RangeRequest.SortOrder.DESCEND")));
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
                        2,
                        edit(
                                "watch/WatchLoop.java",
                                "stream.isBehind() || stream.progressAskedAt() > delivered",
                                "false")),
                Mutant.of(
                        "who cancels a watcher hears no more of it",
                        "hears what comes",
                        2,
                        edit(
                                "watch/WatchLoop.java",
                                "end(watcher); watchers--; reply(stream, WatchReply.canceled(id, keys.revision(),"
                                        + " \"\"));",
                                "watchers--; reply(stream, WatchReply.canceled(id, keys.revision(), \"\"));")),
                Mutant.of(
                        "a cancel is answered",
                        "says nothing",
                        3,
                        edit(
                                "watch/WatchLoop.java",
                                "end(watcher); watchers--; reply(stream, WatchReply.canceled(id, keys.revision(),"
                                        + " \"\"));",
                                "end(watcher); watchers--;")),
                Mutant.of(
                        "a watcher without room is told later",
                        "is not told of the first revision it had no room for",
                        1,
                        edit(
                                "watch/Fanout.java",
                                "blocked.accept(watcher, events.get(0).modRevision());",
                                "blocked.accept(watcher, events.get(0).modRevision() + 1);")),
                Mutant.of(
                        "what the feed left out comes from history",
                        "is left out",
                        3,
                        edit("watch/WatchLoop.java", "behind = true; paused = false;", "paused = false;"),
                        edit("watch/WatchLoop.java", "batch.firstRevision() > delivered + 1", "false")),
                Mutant.of(
                        "a watcher from the future hears no progress from before",
                        "hears it",
                        2,
                        edit("watch/WatchLoop.java", "!watcher.isInFuture(delivered)", "true")),
                Mutant.of(
                        "the previous value is that of the revision before",
                        "is that of the same",
                        1,
                        edit("watch/Fanout.java", "present.modRevision() - 1", "present.modRevision()")),
                Mutant.of(
                        "a response in pieces is whole with its last one",
                        "is called whole with each",
                        3,
                        edit("rpc/WatchFrame.java", "last ? whole.head : partHead", "whole.head")));
    }
}
