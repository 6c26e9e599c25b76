package io.fairlead.server.sim;

import io.fairlead.server.membership.Member;
import io.fairlead.server.node.Node;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.LogsAgree;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whoever leads a term is a voter, was given the votes of a majority of the voters, and has all that was committed before on its
 * own disk (Leader Completeness, section 5.4). Who the voters are, a candidate's own applied state says: as it was when it asked,
 * or as it is when it has won.
 */
final class WonElections {
    private final SimCluster cluster;
    private final Platters platters;
    private final LogsAgree logs;

    /** By candidate, its newest ballot. */
    private final Map<Long, Ballot> ballots = new HashMap<>();

    /** By member, the last term it won. */
    private final Map<Long, Long> won = new HashMap<>();

    /** @param votersThen when the candidate asked */
    private record Ballot(long term, Set<Long> votersThen, Set<Long> votes) {
        /** Its own vote is there already. */
        static Ballot of(long candidate, long term, Set<Long> voters) {
            Set<Long> votes = new TreeSet<>();
            votes.add(candidate);
            return new Ballot(term, voters, votes);
        }
    }

    WonElections(SimCluster cluster, LogsAgree logs, Platters platters) {
        this.cluster = cluster;
        this.platters = platters;
        this.logs = logs;
    }

    /** A message leaves its sender. */
    void sent(Message message) {
        if (message instanceof Message.VoteRequest request && !request.preVote()) {
            Ballot known = ballots.get(request.from());
            SimMember candidate = cluster.machineOf(request.from());
            if (candidate != null && (known == null || known.term() != request.term())) {
                ballots.put(request.from(), Ballot.of(request.from(), request.term(), votersBy(candidate)));
            }
        }
    }

    /** A message arrives. */
    void arrived(Message message) {
        if (message instanceof Message.VoteResponse vote && !vote.preVote() && !vote.rejected()) {
            Ballot ballot = ballots.get(vote.to());
            if (ballot != null && ballot.term() == vote.term()) {
                ballot.votes().add(vote.from());
            }
        }
    }

    /** A member leads this term. */
    void leads(SimMember member, long term) {
        Long before = won.put(member.id(), term);
        if (before != null && before == term) {
            return;
        }
        Set<Long> voters = votersBy(member);
        if (!voters.contains(member.id())) {
            throw new BrokenPromise(member.name() + " leads term " + term + " and is no voter");
        }
        Ballot ballot = ballots.get(member.id());
        if (ballot == null || ballot.term() != term) {
            ballot = Ballot.of(member.id(), term, voters);
        }
        Set<Long> votes = ballot.votes();
        if (!isMajority(votes, voters) && !isMajority(votes, ballot.votersThen())) {
            throw new BrokenPromise(member.name() + " leads term " + term + " by the votes of " + names(votes)
                    + ", voters are " + names(voters));
        }
        if (!member.disk().isDamaged()) {
            checkComplete(member, term);
        }
        cluster.tally().checked("elections", 1);
    }

    private void checkComplete(SimMember member, long term) {
        EntryId committed = logs.lastCommitted();
        if (committed.term() >= term) {
            return;
        }
        LogSlice own;
        try {
            own = platters.logOf(member).entries();
        } catch (IOException e) {
            throw new BrokenPromise(
                    member.name() + " leads, and its log can't be read from its platters: " + e.getMessage());
        }
        long index = committed.index();
        if (own.last().index() < index || (index >= own.previous().index() && own.termAt(index) != committed.term())) {
            throw new BrokenPromise(member.name() + " leads term " + term + " and its log, which ends at " + own.last()
                    + ", has not the committed " + committed);
        }
    }

    private static boolean isMajority(Set<Long> votes, Set<Long> voters) {
        return voters.stream().filter(votes::contains).count() > voters.size() / 2;
    }

    private static Set<Long> votersBy(SimMember member) {
        Set<Long> voters = new TreeSet<>();
        Node node = member.node();
        if (node != null) {
            for (Member known : node.members()) {
                if (!known.learner()) {
                    voters.add(known.id());
                }
            }
        }
        return voters;
    }

    private String names(Set<Long> ids) {
        return ids.stream().map(cluster::nameOf).toList().toString();
    }
}
