package io.fairlead.server.sim;

import io.fairlead.server.membership.Member;
import io.fairlead.server.node.Node;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.Machines;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The machines of a cluster, for its checkers. */
final class SeenMachines implements Machines {
    private final SimCluster cluster;
    private final Platters platters;

    SeenMachines(SimCluster cluster, Platters platters) {
        this.cluster = cluster;
        this.platters = platters;
    }

    @Override
    public String nameOf(long member) {
        return cluster.nameOf(member);
    }

    @Override
    public Set<Long> votersBy(long member) {
        Set<Long> voters = new TreeSet<>();
        SimMember machine = cluster.machineOf(member);
        Node node = machine == null ? null : machine.node();
        if (node != null) {
            for (Member known : node.members()) {
                if (!known.learner()) {
                    voters.add(known.id());
                }
            }
        }
        return voters;
    }

    @Override
    public LogSlice durableLogOf(long member) {
        try {
            return platters.logOf(machine(member)).entries();
        } catch (IOException e) {
            throw new BrokenPromise(
                    "the log of " + nameOf(member) + " can't be read from its platters: " + e.getMessage());
        }
    }

    @Override
    public boolean isDamaged(long member) {
        return machine(member).disk().isDamaged();
    }

    @Override
    public long forcesOf(long member) {
        return machine(member).disk().forces();
    }

    @Override
    public boolean areSteady() {
        return !cluster.plan().churn().isOn()
                && cluster.everyone().stream().noneMatch(member -> member.disk().isDamaged());
    }

    private SimMember machine(long member) {
        return Objects.requireNonNull(cluster.machineOf(member));
    }
}
