package io.fairlead.server.sim;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.SnapshotMeta;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.storage.wal.Wal;
import io.fairlead.server.storage.wal.WalOptions;
import io.fairlead.server.storage.wal.WalRecovery;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that promises something leaves only when what it promises survives a power cut: at that moment the platters of its
 * sender are read the way a start reads them. Every vote is looked at, and one acknowledgement of entries in some. A disk that has
 * damaged something proves nothing.
 */
final class PromiseGate {
    private static final int ACKNOWLEDGEMENTS_PER_LOOK = 200;

    private final SimCluster cluster;
    private int acknowledgements;

    /** Who was looked at last, and what was found: who asks all others for their votes is looked at once. */
    private @Nullable Found last;

    PromiseGate(SimCluster cluster) {
        this.cluster = cluster;
    }

    /** What a member's platters held after so many calls of its disk. */
    private record Found(SimMember member, long calls, HardState state, long lastIndex) {}

    /** A message leaves its sender. */
    void sent(Message message) {
        if (message instanceof Message.VoteResponse vote && !vote.preVote() && !vote.rejected()) {
            look(message, vote.to(), 0);
        } else if (message instanceof Message.VoteRequest request && !request.preVote()) {
            look(message, request.from(), 0);
        } else if (message instanceof Message.AppendResponse response
                && !response.rejected()
                && ++acknowledgements % ACKNOWLEDGEMENTS_PER_LOOK == 0) {
            look(message, 0, response.index());
        }
    }

    /** @param votedFor 0 where no vote is promised */
    private void look(Message message, long votedFor, long index) {
        for (SimMember member : cluster.everyone()) {
            if (member.id() == message.from() && !member.disk().isDamaged()) {
                look(member, message, votedFor, index);
                cluster.tally().checked("promises found on the platters", 1);
            }
        }
    }

    private void look(SimMember member, Message message, long votedFor, long index) {
        Found found = last;
        if (found == null
                || found.member() != member
                || found.calls() != member.disk().calls()) {
            WalRecovery read = read(member, message);
            found = new Found(
                    member,
                    member.disk().calls(),
                    read.hardState(),
                    read.entries().last().index());
            last = found;
        }
        HardState state = found.state();
        boolean holds = state.term() > message.term()
                || (state.term() == message.term() && (votedFor == 0 || state.vote() == votedFor));
        if (!holds || found.lastIndex() < index) {
            throw new BrokenPromise(
                    "promised before it was durable, by " + member.name() + ": " + SimNetwork.describe(message)
                            + ", but its disk has " + state + " and entries up to " + found.lastIndex());
        }
    }

    private static WalRecovery read(SimMember member, Message message) {
        SimDisk platters = member.disk().afterPowerCut(SimMember.WAL);
        try {
            List<SnapshotMeta> markers = Wal.snapshots(platters, SimMember.WAL);
            EntryId start = markers.isEmpty()
                    ? EntryId.ZERO
                    : markers.get(markers.size() - 1).lastIncluded();
            Wal.OpenedWal opened = Wal.open(platters, SimMember.WAL, start, WalOptions.DEFAULT);
            opened.wal().close();
            return opened.recovery();
        } catch (IOException e) {
            throw new BrokenPromise("promised by " + member.name() + ": " + SimNetwork.describe(message)
                    + ", but its log on the platters can't be read: " + e.getMessage());
        }
    }
}
