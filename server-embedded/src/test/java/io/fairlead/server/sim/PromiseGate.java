package io.fairlead.server.sim;

import io.fairlead.server.node.Node;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.LogsAgree;
import io.fairlead.server.storage.wal.WalRecovery;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that promises something leaves only when what it promises survives a power cut: at that moment the platters of its
 * sender are read the way a start reads them. Every vote is looked at, and acknowledgements of entries at the moments that an
 * {@link AcknowledgementSample} picks. What is found must also be what leaders have shown, hold the last vote that was given,
 * and reach to what is applied. A disk that damages what it keeps proves nothing.
 */
final class PromiseGate {
    private final SimCluster cluster;
    private final Platters platters;
    private final LogsAgree logs;
    private final AcknowledgementSample sample = new AcknowledgementSample();

    /** By member, the last vote it gave; its own candidacy is one. */
    private final Map<Long, Ballot> votes = new HashMap<>();

    PromiseGate(SimCluster cluster, LogsAgree logs, Platters platters) {
        this.cluster = cluster;
        this.platters = platters;
        this.logs = logs;
    }

    private record Ballot(long term, long candidate) {}

    /** A message leaves its sender. */
    void sent(Message message) {
        if (message instanceof Message.VoteResponse vote && !vote.preVote() && !vote.rejected()) {
            votes.put(vote.from(), new Ballot(vote.term(), vote.to()));
            look(message, 0);
        } else if (message instanceof Message.VoteRequest request && !request.preVote()) {
            votes.put(request.from(), new Ballot(request.term(), request.from()));
            look(message, 0);
        } else if (message instanceof Message.AppendResponse response && !response.rejected()) {
            SimMember sender = cluster.machineOf(response.from());
            if (sender != null && sample.isDue(sender, response.term())) {
                look(message, response.index());
            }
        }
    }

    private void look(Message message, long index) {
        SimMember sender = cluster.machineOf(message.from());
        if (sender != null && !sender.disk().isDamaged()) {
            look(sender, message, index);
            cluster.tally().checked("promises found on the platters", 1);
        }
    }

    private void look(SimMember member, Message message, long index) {
        WalRecovery found = read(member, message);
        HardState state = found.hardState();
        EntryId last = found.entries().last();
        if (state.term() < message.term() || !holds(state, votes.get(member.id())) || !reaches(found, message, index)) {
            throw new BrokenPromise("promised before it was durable, or forgotten, by " + member.name() + ": "
                    + SimNetwork.describe(message) + ", last vote " + votes.get(member.id()) + ", but its disk has "
                    + state + " and entries up to " + last.index());
        }
        logs.durable(member.name(), found.entries(), state.commit());
        Node node = member.node();
        if (node != null && node.status().appliedIndex() > last.index()) {
            throw new BrokenPromise(member.name() + " has applied entry "
                    + node.status().appliedIndex() + ", but its disk has entries up to " + last.index());
        }
    }

    /**
     * A loop that stood still forces two writes at once. What the first one promised, a leader of a later term may have replaced
     * by the second: who acknowledged did so before he heard of that term, and any vote that he gave in it was given by a log
     * that still had it.
     */
    private static boolean reaches(WalRecovery found, Message message, long index) {
        return found.entries().last().index() >= index || found.hardState().term() > message.term();
    }

    private static boolean holds(HardState state, @Nullable Ballot vote) {
        return vote == null
                || state.term() > vote.term()
                || (state.term() == vote.term() && state.vote() == vote.candidate());
    }

    private WalRecovery read(SimMember member, Message message) {
        try {
            return platters.logOf(member);
        } catch (IOException e) {
            throw new BrokenPromise("promised by " + member.name() + ": " + SimNetwork.describe(message)
                    + ", but its log on the platters can't be read: " + e.getMessage());
        }
    }
}
