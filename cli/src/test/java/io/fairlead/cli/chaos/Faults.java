package io.fairlead.cli.chaos;

import io.fairlead.api.FairleadException;
import io.fairlead.cli.chaos.process.Links;
import io.fairlead.cli.chaos.process.Links.State;
import io.fairlead.cli.chaos.process.LoopDisk;
import io.fairlead.cli.chaos.process.Member;
import io.fairlead.cli.chaos.process.Processes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What can happen to the cluster, by name. Each is made, lasts a while, and is mended; where a quorum is left, writes must go on
 * meanwhile. For one thread.
 */
final class Faults {
    /** So many writes show that the cluster serves. */
    private static final int ENOUGH = 20;

    private final Processes cluster;
    private final Workers workers;
    private final Random random;
    private final Map<String, Fault> kinds = new LinkedHashMap<>();

    private final Map<String, Integer> haltedAt = new TreeMap<>();
    private final Lengths lengths;

    /** How long faults last that end by the clock. */
    record Lengths(long shortestMillis, long longestMillis) {}

    /** One kind. */
    private interface Fault {
        void happen() throws InterruptedException;
    }

    Faults(Processes cluster, Workers workers, Random random, Lengths lengths) {
        this.cluster = cluster;
        this.workers = workers;
        this.random = random;
        this.lengths = lengths;
        kinds.put("kill the leader", () -> killed(List.of(cluster.leader()), true));
        kinds.put("kill a member", () -> killed(List.of(any()), true));
        kinds.put("kill a majority", () -> killed(some(majority()), false));
        kinds.put("kill all", () -> killed(cluster.members(), false));
        kinds.put("restart one after another", this::restartAll);
        kinds.put("pause the leader", () -> paused(List.of(cluster.leader())));
        kinds.put("pause a majority", () -> paused(some(majority())));
        kinds.put("hand the leadership over", this::moveLeader);
        kinds.put("replace a member", () -> cluster.replace(any()));
        kinds.put("start a member without its data", this::withoutData);
        if (Processes.knowsCallers()) {
            kinds.put("cut the leader off", () -> apart(cluster.leader(), State.CUT));
            kinds.put("lose what the leader sends and is sent", () -> apart(cluster.leader(), State.HELD));
            kinds.put("cut a member off", () -> apart(any(), State.CUT));
            kinds.put("lose what the leader sends", () -> oneWay(true));
            kinds.put("lose what the leader is sent", () -> oneWay(false));
            kinds.put("cut one link of the leader", this::bridge);
            kinds.put("cut the leader off again and again", this::flap);
        } else {
            System.out.println("chaos: no partitions, since this kernel does not tell who connects");
        }
        kinds.put("slow links", this::slow);
        if (!cluster.members().get(0).failpoints().names().isEmpty()) {
            kinds.put("halt at a failpoint", () -> atFailpoint("panic"));
            kinds.put("sleep at a failpoint", () -> atFailpoint("sleep(" + random.nextInt(30, 1500) + ")"));
        }
        if (cluster.disk(cluster.members().get(0)).isPresent()) {
            kinds.put("fill the leader's disk", () -> full(List.of(cluster.leader())));
            kinds.put("fill a disk", () -> full(List.of(any())));
            kinds.put("fill all disks", () -> full(cluster.members()));
            kinds.put("cut the power of a member", () -> powerLost(List.of(any())));
            kinds.put("cut the power of all", () -> powerLost(cluster.members()));
        }
    }

    /** The kinds that this machine can do. */
    List<String> kinds() {
        return List.copyOf(kinds.keySet());
    }

    /** Lets a fault happen, and waits until the cluster is well again. */
    void happen(String kind) throws InterruptedException {
        Fault fault = kinds.get(kind);
        if (fault == null) {
            throw new IllegalArgumentException(kind);
        }
        fault.happen();
        cluster.awaitHealthy();
        workers.awaitWrites(ENOUGH, "after: " + kind);
    }

    private Member any() {
        List<Member> members = cluster.members();
        return members.get(random.nextInt(members.size()));
    }

    private List<Member> some(int count) {
        List<Member> members = new ArrayList<>(cluster.members());
        Collections.shuffle(members, random);
        return List.copyOf(members.subList(0, count));
    }

    private int majority() {
        return cluster.members().size() / 2 + 1;
    }

    private List<Member> others(Member than) {
        return cluster.members().stream().filter(member -> member != than).toList();
    }

    private void last() throws InterruptedException {
        workers.pace(random.nextLong(lengths.shortestMillis(), lengths.longestMillis() + 1));
    }

    private void killed(List<Member> members, boolean othersServe) throws InterruptedException {
        members.forEach(Member::kill);
        if (othersServe) {
            workers.awaitWrites(ENOUGH, "without " + members);
        } else {
            last();
        }
        cluster.launchAll();
    }

    private void restartAll() {
        for (Member member : cluster.members()) {
            member.terminate();
            workers.awaitWrites(ENOUGH, "while " + member + " is down");
            member.launch();
            member.awaitReady();
            cluster.awaitHealthy();
        }
    }

    private void paused(List<Member> members) throws InterruptedException {
        members.forEach(Member::pause);
        try {
            last();
        } finally {
            members.forEach(Member::resume);
        }
    }

    private void moveLeader() {
        Member leader = cluster.leader();
        Member next = others(leader).get(random.nextInt(cluster.members().size() - 1));
        try {
            long id = cluster.client()
                    .maintenance()
                    .status(next.clientUrl())
                    .header()
                    .memberId();
            long revision = cluster.client().maintenance().moveLeader(id).revision();
            workers.awaitWrites(ENOUGH, "after the leadership was handed over at revision " + revision);
        } catch (FairleadException e) {
            System.out.println("chaos: the leadership was not handed over: " + e);
        }
    }

    /** An empty folder in place of a member's: it must not come back as somebody who has forgotten what it promised. */
    private void withoutData() {
        Member member = any();
        member.kill();
        member.loseData();
        member.launch();
        int code = member.awaitEnd();
        if (code == 0) {
            throw new AssertionError(member + " without its data ended as if all were well");
        }
        member.findData();
        workers.awaitWrites(ENOUGH, "while " + member + " was without its data");
        member.launch();
        member.awaitReady();
    }

    private void apart(Member member, State state) throws InterruptedException {
        others(member).forEach(other -> cluster.links().setBoth(member.index(), other.index(), state));
        last();
        workers.awaitWrites(ENOUGH, "while " + member + " is apart");
        cluster.links().heal();
    }

    private void oneWay(boolean sends) throws InterruptedException {
        Member leader = cluster.leader();
        Links links = cluster.links();
        for (Member other : others(leader)) {
            if (sends) {
                links.set(leader.index(), other.index(), State.HELD);
            } else {
                links.set(other.index(), leader.index(), State.HELD);
            }
        }
        last();
        workers.awaitWrites(ENOUGH, "while the leader " + (sends ? "can't send" : "hears nothing"));
        links.heal();
    }

    private void bridge() throws InterruptedException {
        Member leader = cluster.leader();
        Member other = others(leader).get(0);
        cluster.links().setBoth(leader.index(), other.index(), State.CUT);
        last();
        workers.awaitWrites(ENOUGH, "while the leader and " + other + " don't see each other");
        cluster.links().heal();
    }

    private void flap() throws InterruptedException {
        Member leader = cluster.leader();
        for (int i = 0; i < 6; i++) {
            State state = i % 2 == 0 ? State.CUT : State.OPEN;
            others(leader).forEach(other -> cluster.links().setBoth(leader.index(), other.index(), state));
            workers.pace(random.nextLong(50, 700));
        }
        cluster.links().heal();
    }

    /** What a member does at some place of its code; whether it comes there in time is its own affair. */
    private void atFailpoint(String terms) throws InterruptedException {
        Member member = random.nextBoolean() ? cluster.leader() : any();
        List<String> names = member.failpoints().names();
        String name = names.get(random.nextInt(names.size()));
        try {
            member.failpoints().arm(name, terms);
            last();
            if (member.isUp()) {
                member.failpoints().disarm(name);
            }
        } catch (IOException e) {
            // It came there and halted while it was asked.
            int unused = member.awaitEnd();
        }
        if (!member.isUp()) {
            haltedAt.merge(name, 1, Integer::sum);
            workers.awaitWrites(ENOUGH, "without " + member + ", halted at " + name);
        }
        cluster.launchAll();
    }

    /** Where members were halted, and how often. */
    Map<String, Integer> haltedAt() {
        return Map.copyOf(haltedAt);
    }

    private void slow() throws InterruptedException {
        cluster.links().delay(random.nextLong(5_000_000, 60_000_000));
        last();
        workers.awaitWrites(ENOUGH, "over slow links");
        cluster.links().heal();
    }

    /** Members that can't write anything any more must still be there when they can. */
    private void full(List<Member> members) throws InterruptedException {
        List<LoopDisk> disks = disks(members);
        disks.forEach(LoopDisk::fill);
        try {
            last();
            if (members.size() < majority()) {
                workers.awaitWrites(ENOUGH, "while the disk of " + members + " is full");
            }
        } finally {
            disks.forEach(LoopDisk::release);
        }
    }

    private void powerLost(List<Member> members) throws InterruptedException {
        List<LoopDisk> disks = disks(members);
        disks.forEach(LoopDisk::cutPower);
        members.forEach(Member::kill);
        if (members.size() < majority()) {
            workers.awaitWrites(ENOUGH, "without power at " + members);
        } else {
            last();
        }
        disks.forEach(LoopDisk::restorePower);
        cluster.launchAll();
    }

    private List<LoopDisk> disks(List<Member> members) {
        return members.stream()
                .map(member -> cluster.disk(member).orElseThrow())
                .toList();
    }
}
