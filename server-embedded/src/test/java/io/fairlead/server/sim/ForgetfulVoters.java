package io.fairlead.server.sim;

import io.fairlead.server.raft.model.Message;
import io.fairlead.server.sim.checker.BrokenPromise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A member that lost part of its log votes for nobody, and asks for no votes, until it has on its disk again what a leader
 * has told it (ADR 32).
 */
final class ForgetfulVoters {
    private final SimCluster cluster;
    private final Platters platters;

    /** By member, what leaders told it in its newest life. */
    private final Map<Long, Told> told = new HashMap<>();

    /** @param least of the indexes up to which it was to have the log again: who has less surely has not regained */
    private record Told(int life, long least) {}

    ForgetfulVoters(SimCluster cluster, Platters platters) {
        this.cluster = cluster;
        this.platters = platters;
    }

    /** A message leaves its sender. */
    void sent(Message message) {
        if (message instanceof Message.CatchUpTarget target) {
            SimMember receiver = cluster.machineOf(target.to());
            if (receiver != null) {
                told.merge(
                        target.to(),
                        new Told(receiver.lives(), target.index()),
                        (before, now) -> before.life() == now.life() && before.least() < now.least() ? before : now);
            }
        } else if (message instanceof Message.VoteRequest
                || (message instanceof Message.VoteResponse vote && !vote.rejected())) {
            SimMember voter = cluster.machineOf(message.from());
            if (voter != null && voter.disk().hadAnyFault()) {
                check(voter, message);
            }
        }
    }

    private void check(SimMember voter, Message message) {
        try {
            if (Platters.isRegaining(voter) && !mayHaveRegained(voter)) {
                throw new BrokenPromise(
                        voter.name() + " lost part of its log, and yet sends " + SimNetwork.describe(message));
            }
            cluster.tally().checked("votes of members whose disks had failed", 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its disk learns that it has regained everything a little later than the member itself. */
    private boolean mayHaveRegained(SimMember voter) {
        Told now = told.get(voter.id());
        if (now == null || now.life() != voter.lives()) {
            return false;
        }
        try {
            return platters.logOf(voter).entries().last().index() >= now.least();
        } catch (IOException e) {
            return true; // Damaged anew, and not read yet.
        }
    }
}
