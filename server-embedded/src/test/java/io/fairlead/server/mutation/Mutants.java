package io.fairlead.server.mutation;

import static io.fairlead.server.mutation.Mutant.edit;

import java.util.List;
import java.util.stream.Stream;

/** All mutants. The order is theirs for good: new ones go to the end of their room. */
final class Mutants {
    private Mutants() {}

    static List<Mutant> all() {
        return Stream.of(
                        elections(),
                        replication(),
                        log(),
                        state(),
                        disks(),
                        ClientMutants.all(),
                        MembershipMutants.changes(),
                        MembershipMutants.repairs())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> elections() {
        return List.of(
                Mutant.of(
                        "one vote a term",
                        "votes for whoever asks",
                        2,
                        edit("raft/Elections.java", "(context.vote() == 0 && context.leaderId() == 0)", "true"),
                        edit(
                                "raft/RoleContext.java",
                                "Invariant.check(vote == 0 || vote == candidateId, \"second vote in a term\", vote,"
                                        + " candidateId);",
                                "")),
                Mutant.of(
                        "votes go to logs that are up to date",
                        "does not look at the candidate's log",
                        2,
                        edit("raft/Elections.java", "context.log.isUpToDate(request.last())", "true")),
                Mutant.of(
                        "a vote survives a restart",
                        "forgets the vote, keeps the term",
                        3,
                        edit(
                                "node/Recovery.java",
                                "new HardState(onDisk.term(), onDisk.vote(), commit)",
                                "new HardState(onDisk.term(), 0, commit)")),
                Mutant.of(
                        "term and vote are forced",
                        "writes them without a force",
                        1,
                        edit(
                                "raft/PersistLedger.java",
                                "written.term() != current.term() || written.vote() != current.vote()",
                                "false")),
                Mutant.of(
                        "a vote leaves when it is durable",
                        "answers at once",
                        1,
                        edit(
                                "raft/Elections.java",
                                "context.outbox.sendAfterDurable(response);",
                                "context.outbox.send(response);")),
                Mutant.of(
                        "who lost part of his log votes when he has it again",
                        "votes at once",
                        3,
                        edit("raft/Elections.java", "!context.loss.isRegaining()", "true")),
                Mutant.of(
                        "a majority elects and commits",
                        "half is enough",
                        2,
                        edit("raft/quorum/Majority.java", "voters / 2 + 1", "Math.max(1, voters / 2)")));
    }

    private static List<Mutant> replication() {
        return List.of(
                Mutant.of(
                        "the leader counts itself once durable",
                        "counts itself at once",
                        86,
                        edit(
                                "raft/Replicator.java",
                                "return own != null && own.onAccepted(log.stableIndex());",
                                "return own != null && own.onAccepted(log.lastIndex());")),
                Mutant.of(
                        "entries of older terms are not committed by counting",
                        "counts them",
                        8,
                        edit("raft/LeaderRole.java", "log.termAt(index) != context.term()", "false")),
                Mutant.of(
                        "a follower acknowledges what is durable",
                        "acknowledges before its force",
                        1,
                        edit(
                                "raft/FollowerRole.java",
                                "context.outbox.acknowledge(AppendResponse.accepted(context.id(), leader,"
                                        + " context.term(), index));",
                                "context.outbox.send(AppendResponse.accepted(context.id(), leader, context.term(),"
                                        + " index));")),
                Mutant.of(
                        "an append follows an entry that matches",
                        "takes it after any entry there is",
                        122,
                        edit("raft/FollowerRole.java", "!log.matches(previous)", "previous.index() > log.lastIndex()"),
                        edit(
                                "raft/log/RaftLog.java",
                                "Invariant.check(matches(slice.previous()), \"accept after an entry that does not"
                                        + " match\");",
                                "")),
                Mutant.of(
                        "a follower commits what the append has shown to match",
                        "commits up to its own last entry",
                        88,
                        edit(
                                "raft/FollowerRole.java",
                                "log.commitTo(Math.min(request.commit(), matched));",
                                "log.commitTo(Math.min(request.commit(), log.lastIndex()));")),
                Mutant.of(
                        "a heartbeat commits what the peer is known to have",
                        "sends the whole commit index",
                        1,
                        edit(
                                "raft/Replicator.java",
                                "Math.min(member.getValue().match(), log.committedIndex())",
                                "log.committedIndex()")),
                Mutant.of(
                        "the disk's answer covers what its batch wrote",
                        "covers what replaced it, too",
                        15,
                        edit("raft/log/UnstableTail.java", "batch.last = Math.min(batch.last, above);", "")),
                Mutant.of(
                        "answers of earlier terms are dropped",
                        "counts acknowledgements of any term",
                        1527,
                        edit(
                                "raft/TermGate.java",
                                "message.term() == context.term()",
                                "message.term() == context.term() || (message.term() < context.term() && message"
                                        + " instanceof io.fairlead.server.raft.model.Message.AppendResponse)")),
                Mutant.of(
                        "a command is carried out once",
                        "offers again what may be in the log",
                        1,
                        edit("node/Proposals.java", "pending.offeredTerm < term", "true")),
                Mutant.of(
                        "a snapshot brings its members",
                        "keeps the old ones",
                        614,
                        edit("raft/FollowerRole.java", "context.setConfState(meta.confState());", "")));
    }

    private static List<Mutant> log() {
        return List.of(
                Mutant.of(
                        "the log is forced before it is promised",
                        "does not force",
                        1,
                        edit("storage/wal/Wal.java", "file.force(false);", "")),
                Mutant.of(
                        "a full segment is forced",
                        "leaves it to the system",
                        2,
                        edit(
                                "storage/wal/Wal.java",
                                "file.truncate(offset); file.force(true);",
                                "file.truncate(offset);")),
                Mutant.of(
                        "the directory is forced after a rename",
                        "leaves the new segment's name to luck",
                        2,
                        edit(
                                "storage/wal/Wal.java",
                                "disk.rename(directory.resolve(spareName()), directory.resolve(next.fileName()));"
                                        + " disk.forceDirectory(directory);",
                                "disk.rename(directory.resolve(spareName()), directory.resolve(next.fileName()));")),
                Mutant.of(
                        "records are checked by their sum",
                        "takes any",
                        140,
                        edit("storage/wal/SegmentReader.java", "computed == recordCrc", "true")),
                Mutant.of(
                        "what a torn write left is cut off",
                        "goes on writing before it",
                        140,
                        edit("storage/wal/WalFiles.java", "file.truncate(end.offset()); file.preallocate(size);", "")),
                Mutant.of(
                        "the log goes when its marker is durable",
                        "lets it go before",
                        14,
                        edit(
                                "node/ReadyDispatcher.java",
                                "new WalWrite(Optional.of(meta), List.of(), Optional.empty(), true, () ->"
                                        + " afterMarker(meta))",
                                "new WalWrite(Optional.of(meta), List.of(), Optional.empty(), false, () ->"
                                        + " afterMarker(meta))")),
                Mutant.of(
                        "a full disk acknowledges nothing",
                        "acknowledges what it keeps for later",
                        14,
                        edit(
                                "storage/wal/WalLoop.java",
                                "room.begin(nowNanos, e); return 0;",
                                "room.begin(nowNanos, e); batch.forEach(write -> write.afterDurable().run());"
                                        + " return 0;")),
                Mutant.of(
                        "the log goes when the state is forced",
                        "calls forced what is written",
                        2,
                        edit("storage/backend/SegmentedBackend.java", "files.force(cut, mark);", "")));
    }

    private static List<Mutant> state() {
        return List.of(
                Mutant.of(
                        "a batch carries its applied index",
                        "writes the one before",
                        2,
                        edit(
                                "apply/ApplyLoop.java",
                                "AppliedMarks.mark(applied, state.membershipStore().working().confState())",
                                "AppliedMarks.mark(new EntryId(applied.term(), Math.max(0, applied.index() - 1)),"
                                        + " state.membershipStore().working().confState())")),
                Mutant.of(
                        "an entry is applied when it is on the own disk",
                        "applies what others have",
                        16,
                        edit("raft/log/RaftLog.java", "Math.min(committed, tail.previous().index())", "committed")),
                Mutant.of(
                        "the state's segments are forced",
                        "writes only the manifest",
                        3,
                        edit("storage/backend/SegmentFiles.java", "extent.segment().file.force(cut.newEntry());", "")),
                Mutant.of(
                        "a batch counts whole or not at all",
                        "takes records whose sum is wrong",
                        35,
                        edit(
                                "storage/backend/SegmentScanner.java",
                                "RecordBuffer.intAt(buffer, payload - 4) != SegmentFormat.crcOf(buffer, payload, size)",
                                "false"),
                        edit(
                                "storage/backend/SegmentScanner.java",
                                "RecordBuffer.intAt(buffer, payload + size - 4) != (int) batchCrc.getValue()",
                                "false")),
                Mutant.of(
                        "a received state is forced before it counts",
                        "leaves that to the system",
                        36,
                        edit("storage/backend/SegmentedReceiver.java", "open.force(true);", "")),
                Mutant.of(
                        "a manifest is forced before it gets its name",
                        "leaves its bytes to luck",
                        2,
                        edit("storage/backend/Manifest.java", "file.force(true);", "")),
                Mutant.of(
                        "a new manifest's name is forced",
                        "leaves the name to luck",
                        3,
                        edit("storage/backend/Manifest.java", "disk.forceDirectory(folder);", "")),
                Mutant.of(
                        "a new segment's name is forced before the manifest",
                        "leaves the name to luck",
                        92,
                        edit("storage/backend/SegmentFiles.java", "disk.forceDirectory(path());", "")),
                Mutant.of(
                        "leases are part of the state",
                        "does not write them",
                        2,
                        edit(
                                "lease/LeaseStore.java",
                                "batch.put(Bucket.LEASE, Lease.bucketKey(lease.id()), lease.encode());",
                                "")),
                Mutant.of(
                        "keys hang on their leases after a restart",
                        "forgets which",
                        2,
                        edit("apply/AppliedState.java", "leases.attach(record.key(), record.lease());", "")));
    }

    private static List<Mutant> disks() {
        return List.of(
                Mutant.of(
                        "a start brings the log that it reads to disk",
                        "forces what the system counts as clean",
                        130,
                        edit("storage/wal/WalFiles.java", "WrittenAgain.write(file, 0, end.offset());", "")),
                Mutant.of(
                        "a start brings the state that it reads to disk",
                        "forces what the system counts as clean",
                        148,
                        edit(
                                "storage/backend/StateLoader.java",
                                "WrittenAgain.write(segment.file, segment.forcedEnd, segment.end);",
                                "")));
    }
}
