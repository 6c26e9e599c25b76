package io.fairlead.server.sim;

import io.fairlead.server.raft.model.Message;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A member that lost part of its log votes for nobody, and asks for no votes, until a leader has told it up to where it has to
 * have it again (ADR 32).
 */
final class ForgetfulVoters {
    private final SimCluster cluster;

    /** By member, the life in which a leader told it last. */
    private final Map<Long, Integer> told = new HashMap<>();

    ForgetfulVoters(SimCluster cluster) {
        this.cluster = cluster;
    }

    /** A message leaves its sender. */
    void sent(Message message) {
        if (message instanceof Message.CatchUpTarget target) {
            SimMember receiver = cluster.machineOf(target.to());
            told.put(target.to(), receiver == null ? 0 : receiver.lives());
        } else if (message instanceof Message.VoteRequest
                || (message instanceof Message.VoteResponse vote && !vote.rejected())) {
            SimMember voter = cluster.machineOf(message.from());
            if (voter != null && voter.disk().hadAnyFault() && voter.lives() != told.getOrDefault(voter.id(), 0)) {
                check(voter, message);
            }
        }
    }

    private void check(SimMember voter, Message message) {
        try {
            if (Platters.isRegaining(voter)) {
                throw new BrokenPromise(
                        voter.name() + " lost part of its log, and yet sends " + SimNetwork.describe(message));
            }
            cluster.tally().checked("votes of members whose disks had failed", 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
