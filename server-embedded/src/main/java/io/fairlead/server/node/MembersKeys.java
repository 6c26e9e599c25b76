package io.fairlead.server.node;

import io.fairlead.api.error.Answer;
import io.fairlead.server.apply.AppliedState;
import io.fairlead.server.duty.ComparedKeys;
import io.fairlead.server.duty.HashVote;
import io.fairlead.server.membership.Member;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import io.fairlead.server.transport.LeaderCalls;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** The keys of this member and of its peers, for the duty that compares them. Any thread. */
final class MembersKeys implements ComparedKeys {
    private final long memberId;
    private final AppliedState state;
    private final LeaderCalls peers;
    private final LongFunction<CompletableFuture<Answer<HashReport>>> own;
    private final Supplier<CompletableFuture<Answer<Long>>> barrier;
    private final NodeLog log;

    MembersKeys(
            long memberId,
            AppliedState state,
            LeaderCalls peers,
            LongFunction<CompletableFuture<Answer<HashReport>>> own,
            Supplier<CompletableFuture<Answer<Long>>> barrier,
            NodeLog log) {
        this.memberId = memberId;
        this.state = state;
        this.peers = peers;
        this.own = own;
        this.barrier = barrier;
        this.log = log;
    }

    @Override
    public long selfId() {
        return memberId;
    }

    @Override
    public List<Long> others() {
        return state.membership().all().stream()
                .map(Member::id)
                .filter(id -> id != memberId)
                .toList();
    }

    @Override
    public long revision() {
        return state.revision();
    }

    @Override
    public CompletableFuture<Answer<HashReport>> ownReport(long revision) {
        return own.apply(revision);
    }

    @Override
    public CompletableFuture<Answer<HashReport>> report(long peerId, long revision) {
        return peers.reportHash(peerId, revision);
    }

    @Override
    public List<KvHash> compactionHashes() {
        return state.compactionHashes();
    }

    @Override
    public CompletableFuture<Answer<Long>> barrier() {
        return barrier.get();
    }

    @Override
    public boolean isAlarmed(long suspectId) {
        return state.isCorrupt(suspectId);
    }

    @Override
    public void tell(HashVote vote) {
        log.keysDiffer(vote.toString());
    }
}
