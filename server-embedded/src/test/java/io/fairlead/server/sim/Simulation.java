package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.command.Requester;
import io.fairlead.server.membership.Member;
import io.fairlead.server.membership.MemberIds;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.sim.checker.AppliedStateAgrees;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.History;
import io.fairlead.server.sim.checker.LinearizableHistory;
import io.fairlead.server.sim.checker.LogsAgree;
import io.fairlead.server.sim.checker.OneLeaderPerTerm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * One cluster, from one seed: first a time of troubles in which nothing may break, then a calm in which everything must come
 * good again.
 */
public final class Simulation {
    private static final long SECOND = 1_000_000_000L;
    private static final long TROUBLE_NANOS = 30 * SECOND;
    private static final long CALM_NANOS_MAX = 60 * SECOND;
    private static final int CLIENTS = 4;
    private static final int LEASES = 5;
    private static final int LINES_KEPT = 400;

    private final long seed;
    private final FaultPlan plan;
    private final SimScheduler world;
    private final Journal journal;
    private final SimNetwork network;
    private final List<SimMember> members = new ArrayList<>();
    private final Faults faults;
    private final History history = new History();
    private final Workload workload;
    private final LeaseHolders leaseHolders;
    private final OneLeaderPerTerm oneLeaderPerTerm = new OneLeaderPerTerm();
    private final LogsAgree logsAgree = new LogsAgree();
    private final AppliedStateAgrees appliedStateAgrees = new AppliedStateAgrees();
    private final List<AwaitedHash> hashes = new ArrayList<>();

    public Simulation(long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        plan = FaultPlan.draw(random.split());
        world = new SimScheduler(random.split());
        journal = new Journal(world, LINES_KEPT);
        journal.note("world", plan.toString());
        network = new SimNetwork(world, random.split(), journal, plan);
        List<Member> founders = founders(plan.members());
        long clusterId = MemberIds.cluster(founders.stream().map(Member::id).toList());
        for (int i = 0; i < plan.members(); i++) {
            members.add(new SimMember(
                    SimNetwork.name(founders.get(i).id()),
                    founders.get(i),
                    clusterId,
                    founders,
                    world,
                    network,
                    plan,
                    journal,
                    random.split(),
                    this::lookAt));
        }
        faults = new Faults(world, network, members, this::leader, plan, journal, random.nextLong());
        workload = new Workload(world, members, history, journal, random.nextLong());
        leaseHolders = new LeaseHolders(world, members, journal, random.nextLong());
        network.observe(oneLeaderPerTerm::sent);
        network.observe(logsAgree::sent);
    }

    /**
     * Lets it all happen.
     *
     * @return what happened, in numbers
     * @throws SimulationFailure with the seed, how to run it again, and the last lines of the journal
     */
    public Outcome run() {
        try {
            members.forEach(SimMember::start);
            faults.begin();
            workload.begin(CLIENTS);
            leaseHolders.begin(LEASES);
            world.runUntil(TROUBLE_NANOS);
            workload.end();
            leaseHolders.end();
            faults.end();
            awaitAgreement();
            logsAgree.checkEachCommandOnce();
            new LinearizableHistory(history, statesAtEachRevision()).check();
        } catch (RuntimeException | Error failure) {
            throw new SimulationFailure(seed, journal, failure);
        }
        return new Outcome(
                journal.hash(),
                journal.count(),
                history.answeredCount(),
                logsAgree.committedCount(),
                members.stream().mapToInt(SimMember::lives).sum());
    }

    /**
     * A run that went well.
     *
     * @param journalHash equal for equal seeds
     * @param lives how many times members were started
     */
    public record Outcome(long journalHash, long journalLines, long answered, int committed, int lives) {}

    /** After each turn of a member's loop. */
    private void lookAt(SimMember member) {
        Node node = member.node();
        if (node == null) {
            return;
        }
        NodeStatus status = node.status();
        if (status.leads()) {
            oneLeaderPerTerm.leads(status.memberId(), status.term());
        }
        String life = member.name() + " in life " + member.lives();
        if (appliedStateAgrees.isNews(life, status)) {
            hashes.add(new AwaitedHash(life, node.hashKv(status.revision())));
        }
        hashes.removeIf(this::isCompared);
    }

    /** A hash that a member was asked for when it had applied something. */
    private record AwaitedHash(String life, CompletableFuture<Answer<HashKVResponse>> answer) {}

    private boolean isCompared(AwaitedHash hash) {
        if (!hash.answer().isDone()) {
            return false;
        }
        if (hash.answer().getNow(null) instanceof Answer.Ok<HashKVResponse> ok) {
            appliedStateAgrees.applied(
                    hash.life(), ok.value().getHashRevision(), ok.value().getHash());
        }
        return true;
    }

    private Optional<SimMember> leader() {
        for (SimMember member : members) {
            Node node = member.node();
            if (node != null && node.status().leads()) {
                return Optional.of(member);
            }
        }
        return Optional.empty();
    }

    /** Everybody must take a write and then have the same state, within a time that does not depend on the troubles. */
    private void awaitAgreement() {
        long deadline = world.nowNanos() + CALM_NANOS_MAX;
        List<SimMember> unserved = new ArrayList<>(members);
        members.forEach(member -> serve(member, unserved));
        while (!unserved.isEmpty() || !agree()) {
            if (!world.step(deadline)) {
                throw new BrokenPromise("no agreement after the calm: "
                        + unserved.stream().map(SimMember::name).toList() + " took no write; " + standings());
            }
        }
    }

    private void serve(SimMember member, List<SimMember> unserved) {
        workload.putThrough(member, success -> {
            if (success) {
                unserved.remove(member);
            } else {
                world.in(SECOND / 10, () -> serve(member, unserved));
            }
        });
    }

    private boolean agree() {
        NodeStatus first = null;
        for (SimMember member : members) {
            Node node = member.node();
            if (node == null) {
                return false;
            }
            NodeStatus status = node.status();
            first = first == null ? status : first;
            if (status.appliedIndex() != first.appliedIndex()
                    || status.commitIndex() != status.appliedIndex()
                    || status.leaderId() != first.leaderId()
                    || !LeaseHolders.allEnded(node)) {
                return false;
            }
        }
        return true;
    }

    private List<String> standings() {
        return members.stream()
                .map(member -> {
                    Node node = member.node();
                    return member.name() + (node == null ? " is down" : ": " + node.status());
                })
                .toList();
    }

    private List<SortedMap<String, String>> statesAtEachRevision() {
        Node node = members.get(0).node();
        if (node == null) {
            throw new BrokenPromise("a member is down in the calm");
        }
        long last = node.status().revision();
        List<SortedMap<String, String>> states = new ArrayList<>();
        states.add(Collections.emptySortedMap());
        states.add(Collections.emptySortedMap());
        for (long revision = 2; revision <= last; revision++) {
            RangeRequest request = RangeRequest.newBuilder()
                    .setKey(Workload.PREFIX)
                    .setRangeEnd(Workload.PREFIX_END)
                    .setSerializable(true)
                    .setRevision(revision)
                    .build();
            RangeResponse response = answerOf(node.range(request, Requester.NONE));
            states.add(History.stateOf(response.getKvsList()));
        }
        return states;
    }

    private static <T> T answerOf(CompletableFuture<Answer<T>> future) {
        if (future.getNow(null) instanceof Answer.Ok<T> ok) {
            return ok.value();
        }
        throw new BrokenPromise("not answered at once: " + future);
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
