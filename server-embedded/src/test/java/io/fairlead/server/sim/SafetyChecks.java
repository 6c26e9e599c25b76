package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.AlarmType;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.server.node.Node;
import io.fairlead.server.node.NodeGlance;
import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.sim.checker.AppliedStateAgrees;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.DurableCommits;
import io.fairlead.server.sim.checker.LogsAgree;
import io.fairlead.server.sim.checker.Machines;
import io.fairlead.server.sim.checker.OneLeaderPerTerm;
import io.fairlead.server.sim.checker.OwnTermCommits;
import io.fairlead.server.sim.checker.TermsNeverBack;
import io.fairlead.server.sim.checker.WonElections;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The checkers that look on all the time: at every message that leaves, and at each member after each of its turns. */
final class SafetyChecks {
    private final SimCluster cluster;
    private final OneLeaderPerTerm oneLeaderPerTerm = new OneLeaderPerTerm();
    private final TermsNeverBack termsNeverBack = new TermsNeverBack();
    private final LogsAgree logsAgree = new LogsAgree();
    private final OwnTermCommits ownTermCommits = new OwnTermCommits();
    private final AppliedStateAgrees appliedStateAgrees = new AppliedStateAgrees();
    private final WonElections wonElections;
    private final DurableCommits durableCommits;
    private final ChangesInTurn changesInTurn;
    private final List<AwaitedHash> hashes = new ArrayList<>();

    /** By member, the last term that it led. */
    private final Map<Long, Long> saidToLead = new HashMap<>();

    SafetyChecks(SimCluster cluster) {
        this.cluster = cluster;
        Platters platters = new Platters();
        Machines machines = new SeenMachines(cluster, platters);
        wonElections = new WonElections(machines, logsAgree);
        durableCommits = new DurableCommits(machines);
        cluster.network().observe(oneLeaderPerTerm::sent);
        cluster.network().observe(logsAgree::sent);
        cluster.network().observe(ownTermCommits::sent);
        cluster.network().observe(new PromiseGate(cluster, logsAgree, platters)::sent);
        cluster.network().observe(wonElections::sent);
        cluster.network().observe(durableCommits::sent);
        cluster.network().observeArrivals(wonElections::arrived);
        cluster.network().observe(new ForgetfulVoters(cluster, platters)::sent);
        changesInTurn = new ChangesInTurn(logsAgree);
        cluster.network().observe(changesInTurn::sent);
        cluster.network().observe(this::termGoesOn);
        cluster.network().observe(this::leaderSaysSo);
        cluster.afterEachTurn(this::lookAt);
    }

    /** What can be said only when all is over. */
    void end() {
        logsAgree.checkEachCommandOnce();
        cluster.members().forEach(SafetyChecks::checkNoFalseAlarm);
        cluster.tally().checked("committed entries", logsAgree.committedCount());
        cluster.tally().checked("elections", wonElections.elections());
        cluster.tally().checked("commits found on the platters of a quorum", durableCommits.looks());
    }

    /** Members compare their keys all the time in many a world, and in none of them do keys differ. */
    private static void checkNoFalseAlarm(SimMember member) {
        Node node = member.node();
        if (node != null && node.status().alarms().stream().anyMatch(alarm -> alarm.getAlarm() == AlarmType.CORRUPT)) {
            throw new BrokenPromise(
                    member.name() + " has a false alarm: " + node.status().alarms());
        }
    }

    int committedCount() {
        return logsAgree.committedCount();
    }

    private void termGoesOn(Message message) {
        SimMember sender = cluster.machineOf(message.from());
        if (sender != null) {
            termsNeverBack.sent(message, sender.lives());
        }
    }

    /**
     * Who asks a member whether it leads must not hear less than its peers do: it says so before its first message of a term leaves.
     * Later ones may leave in the same breath in which it finds that it leads no more.
     */
    private void leaderSaysSo(Message message) {
        switch (message.type()) {
            case APPEND_REQUEST, HEARTBEAT -> {}
            default -> {
                return;
            }
        }
        SimMember sender = cluster.machineOf(message.from());
        if (sender == null || sender.node() == null) {
            return;
        }
        if (saidToLead.getOrDefault(message.from(), 0L) >= message.term()) {
            return;
        }
        saidToLead.put(message.from(), message.term());
        NodeGlance glance = sender.node().glance();
        if (glance.term() < message.term() || (glance.term() == message.term() && !glance.leads())) {
            throw new BrokenPromise(
                    sender.name() + " sends " + message.type() + " of term " + message.term() + " and says " + glance);
        }
    }

    private void lookAt(SimMember member) {
        Node node = member.node();
        if (node == null) {
            return;
        }
        NodeStatus status = node.status();
        termsNeverBack.stands(status.memberId(), status.term(), member.lives());
        ownTermCommits.known(status.commitIndex());
        changesInTurn.turned(member, status);
        if (status.leads()) {
            oneLeaderPerTerm.leads(status.memberId(), status.term());
            wonElections.leads(status.memberId(), status.term());
            durableCommits.leads(status.memberId(), status.term(), status.commitIndex());
        }
        String life = member.life();
        if (appliedStateAgrees.isNews(life, status)) {
            hashes.add(new AwaitedHash(life, member, node.hashKv(AppliedStateAgrees.comparedRevision(status))));
        }
        hashes.removeIf(this::isCompared);
    }

    /** A hash that a member was asked for when it had applied something. */
    private record AwaitedHash(String life, SimMember member, CompletableFuture<Answer<HashKVResponse>> answer) {}

    private boolean isCompared(AwaitedHash hash) {
        if (!hash.answer().isDone()) {
            return false;
        }
        if (hash.answer().isCompletedExceptionally()) {
            hash.answer()
                    .exceptionally(broken -> {
                        if (!hash.member().cantRead(broken)) {
                            throw new BrokenPromise(hash.life() + " can't say the hash of its keys: " + broken);
                        }
                        return Answer.refused(EtcdError.STOPPED);
                    })
                    .join();
            return true;
        }
        if (hash.answer().getNow(null) instanceof Answer.Ok<HashKVResponse> ok) {
            cluster.tally().checked("states compared by hash", 1);
            appliedStateAgrees.applied(
                    hash.life(),
                    ok.value().getHashRevision(),
                    ok.value().getCompactRevision(),
                    ok.value().getHash());
        }
        return true;
    }
}
