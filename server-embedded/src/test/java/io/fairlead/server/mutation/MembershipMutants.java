package io.fairlead.server.mutation;

import static io.fairlead.server.mutation.Mutant.edit;

import java.util.List;

/** Mutants of who belongs to a cluster, and of what a member does whose disk lost something. */
final class MembershipMutants {
    private MembershipMutants() {}

    static List<Mutant> changes() {
        return List.of(
                Mutant.of(
                        "a learner does not stand for election",
                        "stands",
                        36,
                        edit("raft/Elections.java", "if (!context.isVoter()) { return false; }", "")),
                Mutant.of(
                        "members are part of the state",
                        "does not write who joins",
                        2,
                        edit(
                                "membership/MembershipStore.java",
                                "batch.put(Bucket.MEMBERS, key(member.id()), MemberJson.encode(member));",
                                "")),
                Mutant.of(
                        "a removed voter is not counted any more",
                        "counts it",
                        36,
                        edit(
                                "raft/confchange/ConfChanger.java",
                                "voters.remove(id); learners.remove(id);",
                                "learners.remove(id);")),
                Mutant.of(
                        "an added voter is counted",
                        "does not count it",
                        1,
                        edit(
                                "raft/confchange/ConfChanger.java",
                                "learners.remove(id); voters.add(id);",
                                "learners.remove(id);")),
                Mutant.of(
                        "nobody stands before he has applied a change of members",
                        "stands with the old members",
                        60,
                        edit("raft/Elections.java", "context.log.hasUnappliedConfChange()", "false")),
                Mutant.of(
                        "votes say what is committed",
                        "does not listen",
                        296,
                        edit("raft/Elections.java", "context.log.matches(entry)", "false")),
                Mutant.of(
                        "members change one at a time",
                        "takes the next change before the last one is applied",
                        40,
                        edit("raft/LeaderRole.java", "pendingConfIndex > log.appliedIndex()", "false")));
    }

    static List<Mutant> repairs() {
        return List.of(
                Mutant.of(
                        "a leader takes back what a peer has lost",
                        "believes what it was told before",
                        48,
                        edit("raft/Replicator.java", "progress.onLost(Math.min(kept, log.lastIndex()))", "false")),
                Mutant.of(
                        "who regains its log commits nothing by a heartbeat",
                        "commits what it may have had",
                        88,
                        edit("raft/FollowerRole.java", "!context.loss.isRegaining()", "true")),
                Mutant.of(
                        "a repaired log says that something is missing",
                        "says that all is there",
                        88,
                        edit(
                                "node/Recovery.java",
                                "Wal.rebuild(disk, walDirectory, base, salvage, !salvage.complete());",
                                "Wal.rebuild(disk, walDirectory, base, salvage, false);")),
                Mutant.of(
                        "term and vote stand beside the log as well",
                        "writes them at starts alone",
                        33,
                        edit("storage/wal/Wal.java", "votes.write(votes.content().with(hardState));", "")));
    }
}
