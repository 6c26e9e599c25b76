package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberChange;
import io.fairlead.server.node.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One operator who changes the membership, a step at a time: adds learners and promotes them, adds voters, removes members, the
 * leader among them, and replaces machines that are lost for good. He looks at what the cluster says of itself before each
 * step, so that a change of unknown outcome is finished and not made again.
 */
final class Churn implements Trouble {
    private static final int VOTERS_MAX = 7;

    /** After which a change has an unknown outcome, in a world of seven second time-outs. */
    private static final long PATIENCE_NANOS = 12 * FaultPlan.SECOND;

    private final SimCluster cluster;
    private final FaultPlan.ChurnPlan plan;
    private final SplittableRandom random;
    private int urls;
    private boolean busy;

    /** Whether some change may still come that nobody waits for: then no machine may be lost for good. */
    private boolean anyUnknown;

    /** The members after the last change that was answered; empty before the first. */
    private List<Member> answered = List.of();

    Churn(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.plan = cluster.plan().churn();
        this.random = random;
    }

    @Override
    public long nanosMean() {
        return plan.nanosMean();
    }

    @Override
    public void strike() {
        if (busy || settle()) {
            return;
        }
        List<Member> now = view();
        long voters = now.stream().filter(member -> !member.learner()).count();
        Optional<Member> learner = now.stream().filter(Member::learner).findFirst();
        switch (random.nextInt(7)) {
            case 0, 1 -> {
                if (learner.isPresent()) {
                    promote(learner.get());
                } else {
                    add(true);
                }
            }
            case 2 -> {
                if (voters < VOTERS_MAX) {
                    add(false);
                }
            }
            case 3 -> {
                if (voters > 1) {
                    remove(pick(now).id());
                }
            }
            case 4 -> {
                Optional<SimMember> leader = cluster.leader();
                if (leader.isPresent() && voters > 1) {
                    cluster.tally().happened(Fault.LEADER_REMOVED);
                    remove(leader.get().id());
                }
            }
            default -> {
                if (voters > 2 && !anyUnknown && knowsAllAnswered(now) && doMostKnow(now)) {
                    lose(pick(now));
                }
            }
        }
    }

    /**
     * Finishes what was begun: gives each member a machine, and removes those whose machine is lost.
     *
     * @return whether there was anything to do
     */
    boolean settle() {
        if (busy) {
            return true;
        }
        List<Member> now = view();
        if (now.isEmpty()) {
            return true;
        }
        for (SimMember machine : List.copyOf(cluster.members())) {
            if (machine.isGone() && now.stream().noneMatch(member -> member.id() == machine.id())) {
                cluster.left(machine);
            }
        }
        for (Member member : now) {
            SimMember machine = cluster.machineOf(member.id());
            if (machine == null) {
                cluster.join(member, now);
                return true;
            }
            if (machine.isGone()) {
                remove(member.id());
                return true;
            }
        }
        return false;
    }

    /** The members as the one that has applied most has them. */
    private List<Member> view() {
        return cluster.mostAdvanced().map(Node::members).orElse(List.of());
    }

    /** Whoever knew of the last change may be down, and the others still show a larger cluster than there is. */
    private boolean knowsAllAnswered(List<Member> now) {
        return answered.isEmpty() || ids(now).equals(ids(answered));
    }

    /**
     * Has a majority of the voters taken the last change into effect? What the leader alone knows is lost with its machine, and then
     * no majority of those of before may be left: nobody could ever say that the change is committed.
     */
    private boolean doMostKnow(List<Member> now) {
        long know = 0;
        long voters = 0;
        for (Member member : now) {
            SimMember machine = cluster.machineOf(member.id());
            Node node = machine == null ? null : machine.node();
            voters += member.learner() ? 0 : 1;
            know += !member.learner() && node != null && roles(node.members()).equals(roles(now)) ? 1 : 0;
        }
        return 2 * know > voters;
    }

    private static Map<Long, Boolean> roles(List<Member> members) {
        return members.stream().collect(Collectors.toMap(Member::id, Member::learner));
    }

    private static List<Long> ids(List<Member> members) {
        return members.stream().map(Member::id).sorted().toList();
    }

    private Member pick(List<Member> members) {
        return members.get(random.nextInt(members.size()));
    }

    private void add(boolean learner) {
        // Now and then at an address that was in use before.
        List<String> peerUrls = List.of("http://joiner-" + (random.nextInt(4) == 0 ? urls : ++urls) + ":2380");
        ask(
                "adds " + (learner ? "a learner" : "a voter") + " at " + peerUrls,
                node -> node.addMember(peerUrls, learner),
                change -> {
                    cluster.tally().happened(learner ? Fault.LEARNER_ADDED : Fault.VOTER_ADDED);
                    if (cluster.machineOf(change.member().id()) == null) {
                        cluster.join(change.member(), change.members());
                    }
                });
    }

    private void promote(Member learner) {
        ask(
                "promotes " + cluster.nameOf(learner.id()),
                node -> node.promoteMember(learner.id()),
                change -> cluster.tally().happened(Fault.LEARNER_PROMOTED));
    }

    private void remove(long id) {
        cluster.removalAsked(id);
        ask("removes " + cluster.nameOf(id), node -> node.removeMember(id), change -> {
            cluster.tally().happened(Fault.MEMBER_REMOVED);
            SimMember machine = cluster.machineOf(id);
            if (machine != null && machine.isGone()) {
                cluster.left(machine);
            }
        });
    }

    /** A machine burns down, and a new one takes its place. */
    private void lose(Member victim) {
        SimMember machine = cluster.machineOf(victim.id());
        if (machine != null && !machine.isGone()) {
            cluster.tally().happened(Fault.DEAD_MEMBER_REPLACED);
            machine.destroy();
            remove(victim.id());
        }
    }

    private void ask(
            String what, Function<Node, CompletableFuture<Answer<MemberChange>>> change, Consumer<MemberChange> done) {
        SimMember through = random.nextInt(4) == 0
                ? cluster.anybody(random)
                : cluster.leader().orElseGet(() -> cluster.anybody(random));
        Node node = through.node();
        if (node == null) {
            return;
        }
        cluster.journal().note("operator", what + " through " + through.name());
        busy = true;
        boolean[] settled = {false};
        Consumer<Answer<MemberChange>> once = answer -> {
            if (settled[0]) {
                return;
            }
            settled[0] = true;
            busy = false;
            if (answer instanceof Answer.Ok<MemberChange> ok) {
                cluster.journal().note("operator", what + ": done");
                answered = ok.value().members();
                done.accept(ok.value());
            } else {
                EtcdError error = ((Answer.Refused<MemberChange>) answer).error();
                cluster.journal().note("operator", what + ": " + error);
                anyUnknown |= !isCertain(error);
            }
        };
        cluster.world().in(PATIENCE_NANOS, () -> once.accept(Answer.refused(EtcdError.TIMEOUT)));
        through.run(() -> {
            var unused = change.apply(node).thenAccept(once);
        });
    }

    /** Says this error that the change was not made and will not be? */
    private static boolean isCertain(EtcdError error) {
        return switch (error) {
            case UNHEALTHY,
                    MEMBER_NOT_ENOUGH_STARTED,
                    MEMBER_NOT_FOUND,
                    MEMBER_EXISTS,
                    PEER_URL_EXISTS,
                    MEMBER_NOT_LEARNER,
                    LEARNER_NOT_READY,
                    TOO_MANY_LEARNERS,
                    NO_LEADER -> true;
            default -> false;
        };
    }
}
