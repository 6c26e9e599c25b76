package io.fairlead.server.embed;

import io.fairlead.api.error.Answer;
import io.fairlead.server.duty.HashVote;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.mvcc.HashReport;
import io.fairlead.server.mvcc.KvHash;
import io.fairlead.server.node.StartCheck;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.transport.grpc.PeerCalls;
import io.fairlead.server.transport.grpc.PeerDialer;
import io.fairlead.server.transport.grpc.PeerIdentity;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Compares a member's keys with those of the others before it starts. Members that don't answer, are behind, or compacted at
 * another revision are passed over: a cluster that starts as a whole must not wait for itself.
 */
final class InitialCheck implements StartCheck {
    private final PeerIdentity self;
    private final EventLoops.Hold loops;
    private final PeerDialer dialer;
    private final System.Logger logger;

    InitialCheck(PeerIdentity self, EventLoops.Hold loops, PeerDialer dialer, System.Logger logger) {
        this.self = self;
        this.loops = loops;
        this.dialer = dialer;
        this.logger = logger;
    }

    @Override
    public void check(KvHash own, List<Member> members) throws IOException {
        Map<Long, CompletableFuture<Answer<HashReport>>> asked = new LinkedHashMap<>();
        for (Member member : members) {
            if (member.id() != self.memberId()) {
                asked.put(member.id(), PeerCalls.askHash(self, member, own.revision(), loops, dialer));
            }
        }
        HashVote vote = new HashVote(self.memberId(), own, asked.size() + 1);
        asked.forEach((id, answer) -> {
            if (answer.join() instanceof Answer.Ok<HashReport> ok) {
                vote.add(id, ok.value());
            }
        });
        judge(vote);
    }

    /** Keys that a majority has are right, whoever has others. */
    private void judge(HashVote vote) throws IOException {
        if (!vote.isSplit()) {
            return;
        }
        if (vote.suspects().isEmpty() || vote.suspects().contains(self.memberId())) {
            throw new IOException("member " + MemberIds.toText(self.memberId())
                    + " found data inconsistency with peers and does not start. Remove it and add it again as a new"
                    + " member; "
                    + vote);
        }
        logger.log(
                Level.ERROR,
                "member {0} starts with the keys of the majority, but other members have different ones: {1}",
                MemberIds.toText(self.memberId()),
                vote);
    }
}
