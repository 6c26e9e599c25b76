package io.fairlead.server.sim;

import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.node.Node;
import io.fairlead.server.transport.PeerAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The machines of one cluster, and the world they share: time, wires, the journal, the tally. */
public final class SimCluster {
    private static final int LINES_KEPT = Integer.getInteger("sim.lines", 400);

    private final FaultPlan plan;
    private final SimScheduler world;
    private final Journal journal;
    private final SimNetwork network;
    private final Tally tally = new Tally();
    private final FaultAtlas atlas;
    private final SplittableRandom random;
    private final long clusterId;

    /** By member id, what the journal calls it. */
    private final Map<Long, String> names = new HashMap<>();

    private final List<SimMember> members = new ArrayList<>();
    private final List<SimMember> everyone = new ArrayList<>();
    private final List<Consumer<SimMember>> afterTurn = new ArrayList<>();

    /** Members whose removal was asked for, whether or not it happened. */
    private final Set<Long> removalsAsked = new HashSet<>();

    private boolean calm;

    /** A cluster whose members are not started yet. */
    SimCluster(FaultPlan plan, SplittableRandom random) {
        this.plan = plan;
        this.random = random;
        world = new SimScheduler(random.split());
        journal = new Journal(world, LINES_KEPT);
        journal.note("world", plan.toString());
        network = new SimNetwork(this, random.split());
        atlas = new FaultAtlas(plan.members());
        List<Member> founders = founders(plan.members());
        clusterId = MemberIds.cluster(founders.stream().map(Member::id).toList());
        founders.forEach(founder -> build(founder, founders, founders));
    }

    /** The machine of a member that was added to the cluster; it finds the others by what the answer said of them. */
    SimMember join(Member added, List<Member> known) {
        SimMember member = build(added, List.of(), known);
        journal.note(member.name(), "joins");
        member.start();
        return member;
    }

    private SimMember build(Member self, List<Member> founders, List<Member> known) {
        String name = nameOf(self.id());
        List<PeerAddress> peers = known.stream()
                .filter(peer -> peer.id() != self.id())
                .map(peer -> new PeerAddress(peer.id(), peer.peerUrls()))
                .toList();
        SimMember member = new SimMember(this, name, self, founders, peers, random.split());
        members.add(member);
        everyone.add(member);
        return member;
    }

    /** What the journal calls a member, and no other. */
    String nameOf(long memberId) {
        String known = names.get(memberId);
        if (known == null) {
            known = SimNetwork.name(memberId);
            while (names.containsValue(known)) {
                known += "'";
            }
            names.put(memberId, known);
        }
        return known;
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

    /** Whose disk may be damaged now. */
    FaultAtlas atlas() {
        return atlas;
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

    /** The machine of a member; null where it never had one. */
    @Nullable
    SimMember machineOf(long memberId) {
        for (SimMember member : everyone) {
            if (member.id() == memberId) {
                return member;
            }
        }
        return null;
    }

    /** Somebody asks for the removal of this member. */
    void removalAsked(long memberId) {
        removalsAsked.add(memberId);
    }

    boolean anyRemovalAsked() {
        return !removalsAsked.isEmpty();
    }

    boolean wasRemovalAsked(long memberId) {
        return removalsAsked.contains(memberId);
    }

    /** No more troubles from now on. */
    void calmDown() {
        calm = true;
        journal.note("world", "calms down");
    }

    boolean isCalm() {
        return calm;
    }

    /** A machine is down: somebody starts it again before long. */
    void wentDown(SimMember member) {
        long pauseNanos = calm
                ? FaultPlan.SECOND / 20
                : 1 + random.nextLong(plan.crashes().restartNanosMax());
        world.in(pauseNanos, member::start);
    }

    /** A removed member has ended, or a lost one was given up. */
    void left(SimMember member) {
        members.remove(member);
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

    SimMember anybody(SplittableRandom with) {
        return members.get(with.nextInt(members.size()));
    }

    /** The member that has applied the most of those that are up. */
    Optional<Node> mostAdvanced() {
        return members.stream()
                .map(SimMember::node)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(node -> node.status().appliedIndex()));
    }

    /** {@code watcher} sees each member after each of its turns that did something. */
    void afterEachTurn(Consumer<SimMember> watcher) {
        afterTurn.add(watcher);
    }

    void turned(SimMember member) {
        if (member.node() == null) {
            return;
        }
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
