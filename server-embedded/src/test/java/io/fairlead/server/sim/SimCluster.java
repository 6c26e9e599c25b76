package io.fairlead.server.sim;

import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.node.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** The machines of one cluster, and the world they share: time, wires, the journal, the tally. */
public final class SimCluster {
    private static final int LINES_KEPT = 400;

    private final FaultPlan plan;
    private final SimScheduler world;
    private final Journal journal;
    private final SimNetwork network;
    private final Tally tally = new Tally();
    private final List<Member> founders;
    private final long clusterId;
    private final List<SimMember> members = new ArrayList<>();
    private final List<SimMember> everyone = new ArrayList<>();
    private final List<Consumer<SimMember>> afterTurn = new ArrayList<>();

    /** A cluster whose members are not started yet. */
    SimCluster(FaultPlan plan, SplittableRandom random) {
        this.plan = plan;
        world = new SimScheduler(random.split());
        journal = new Journal(world, LINES_KEPT);
        journal.note("world", plan.toString());
        network = new SimNetwork(this, random.split());
        founders = founders(plan.members());
        clusterId = MemberIds.cluster(founders.stream().map(Member::id).toList());
        for (Member founder : founders) {
            take(new SimMember(this, founder, founders, random.split()));
        }
    }

    private void take(SimMember member) {
        members.add(member);
        everyone.add(member);
    }

    FaultPlan plan() {
        return plan;
    }

    SimScheduler world() {
        return world;
    }

    Journal journal() {
        return journal;
    }

    SimNetwork network() {
        return network;
    }

    Tally tally() {
        return tally;
    }

    long clusterId() {
        return clusterId;
    }

    /**
     * The machines that clients may speak to now, up or not: a view that changes as members join and leave. At an index there is
     * one machine at one moment and maybe another later.
     */
    public List<SimMember> members() {
        return Collections.unmodifiableList(members);
    }

    /** Every machine there ever was. */
    List<SimMember> everyone() {
        return Collections.unmodifiableList(everyone);
    }

    /** One that takes itself for the leader. */
    Optional<SimMember> leader() {
        for (SimMember member : members) {
            Node node = member.node();
            if (node != null && node.glance().leaderId() == member.id()) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /** {@code watcher} sees each member after each of its turns that did something. */
    void afterEachTurn(Consumer<SimMember> watcher) {
        afterTurn.add(watcher);
    }

    void turned(SimMember member) {
        for (Consumer<SimMember> watcher : afterTurn) {
            watcher.accept(member);
        }
    }

    /** Fails the run, from wherever: what a future's listener throws, nobody hears. */
    void fail(AssertionError broken) {
        world.in(0, () -> {
            throw broken;
        });
    }

    private static List<Member> founders(int count) {
        List<Member> founders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> urls = List.of("http://member-" + i + ":2380");
            founders.add(new Member(MemberIds.initialMember(urls, "sim"), "member-" + i, urls, List.of(), false));
        }
        return founders;
    }
}
