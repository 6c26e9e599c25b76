package io.fairlead.server.sim;

import java.util.ArrayList;
import java.util.List;

/** Directions between members that are cut and joined together. */
final class Wires {
    private final SimNetwork network;
    private final List<Wire> wires = new ArrayList<>();

    private record Wire(long from, long to) {}

    private Wires(SimNetwork network) {
        this.network = network;
    }

    /** Both directions between each of these and each of those. */
    static Wires between(SimCluster cluster, List<SimMember> these, List<SimMember> those) {
        Wires both = new Wires(cluster.network());
        both.add(these, those);
        both.add(those, these);
        return both;
    }

    /** From each of these to each of those. */
    static Wires from(SimCluster cluster, List<SimMember> these, List<SimMember> those) {
        Wires one = new Wires(cluster.network());
        one.add(these, those);
        return one;
    }

    private void add(List<SimMember> these, List<SimMember> those) {
        for (SimMember from : these) {
            for (SimMember to : those) {
                if (!from.equals(to)) {
                    wires.add(new Wire(from.id(), to.id()));
                }
            }
        }
    }

    void cut() {
        wires.forEach(wire -> network.cut(wire.from(), wire.to()));
    }

    void join() {
        wires.forEach(wire -> network.join(wire.from(), wire.to()));
    }
}
