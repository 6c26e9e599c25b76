package io.fairlead.server.sim.checker;

import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.LogSlice;
import io.fairlead.server.raft.model.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whoever leads a term is a voter, was given the votes of a majority of the voters, and has all that was committed before on its
 * own disk (Leader Completeness, section 5.4). Who the voters are, a candidate's own applied state says: as it was when it asked,
 * or as it is when it has won.
 */
public final class WonElections {
    private final Machines machines;
    private final LogsAgree logs;

    /** By candidate, its newest ballot. */
    private final Map<Long, Ballot> ballots = new HashMap<>();

    /** By member, the last term it won. */
    private final Map<Long, Long> won = new HashMap<>();

    private long elections;

    /** @param votersThen when the candidate asked */
    private record Ballot(long term, Set<Long> votersThen, Set<Long> votes) {
        /** Its own vote is there already. */
        static Ballot of(long candidate, long term, Set<Long> voters) {
            Set<Long> votes = new TreeSet<>();
            votes.add(candidate);
            return new Ballot(term, voters, votes);
        }
    }

    /** @param logs know what was committed */
    public WonElections(Machines machines, LogsAgree logs) {
        this.machines = machines;
        this.logs = logs;
    }

    /** A message leaves its sender. */
    public void sent(Message message) {
        if (message instanceof Message.VoteRequest request && !request.preVote()) {
            Ballot known = ballots.get(request.from());
            if (known == null || known.term() != request.term()) {
                ballots.put(
                        request.from(), Ballot.of(request.from(), request.term(), machines.votersBy(request.from())));
            }
        }
    }

    /** A message arrives. */
    public void arrived(Message message) {
        if (message instanceof Message.VoteResponse vote && !vote.preVote() && !vote.rejected()) {
            Ballot ballot = ballots.get(vote.to());
            if (ballot != null && ballot.term() == vote.term()) {
                ballot.votes().add(vote.from());
            }
        }
    }

    /** A member leads this term. */
    public void leads(long member, long term) {
        Long before = won.put(member, term);
        if (before != null && before == term) {
            return;
        }
        Set<Long> voters = machines.votersBy(member);
        if (!voters.contains(member)) {
            throw new BrokenPromise(machines.nameOf(member) + " leads term " + term + " and is no voter");
        }
        Ballot ballot = ballots.get(member);
        if (ballot == null || ballot.term() != term) {
            ballot = Ballot.of(member, term, voters);
        }
        Set<Long> votes = ballot.votes();
        if (!isMajority(votes, voters) && !isMajority(votes, ballot.votersThen())) {
            throw new BrokenPromise(machines.nameOf(member) + " leads term " + term + " by the votes of " + names(votes)
                    + ", voters are " + names(voters));
        }
        if (!machines.isDamaged(member)) {
            checkComplete(member, term);
        }
        elections++;
    }

    /** How many elections were won as they should be. */
    public long elections() {
        return elections;
    }

    private void checkComplete(long member, long term) {
        EntryId committed = logs.lastCommitted();
        if (committed.term() >= term) {
            return;
        }
        LogSlice own = machines.durableLogOf(member);
        long index = committed.index();
        if (own.last().index() < index || (index >= own.previous().index() && own.termAt(index) != committed.term())) {
            throw new BrokenPromise(machines.nameOf(member) + " leads term " + term + " and its log, which ends at "
                    + own.last() + ", has not the committed " + committed);
        }
    }

    private static boolean isMajority(Set<Long> votes, Set<Long> voters) {
        return voters.stream().filter(votes::contains).count() > voters.size() / 2;
    }

    private String names(Set<Long> ids) {
        return ids.stream().map(machines::nameOf).toList().toString();
    }
}
