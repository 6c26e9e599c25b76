package io.fairlead.server.raft;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.raft.RaftEvent.SteppedDown;
import io.fairlead.server.raft.log.RaftLog;
import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.model.HardState;
import io.fairlead.server.raft.progress.ProgressTracker;
import io.fairlead.server.raft.quorum.JointQuorum;
import java.util.random.RandomGenerator;

/** What the roles of one member share, and the door through which one role becomes the next. */
final class RoleContext {
    final RaftConfig config;
    final RaftLog log;
    final PersistLedger ledger;
    final Outbox outbox = new Outbox();
    final ElectionTimer timer;
    final LogLoss loss;
    final Elections elections;

    /** Invariant: never goes back. */
    private long term;

    /** Whom this member voted for in {@link #term}, or 0. Invariant: changes at most once in a term. */
    private long vote;

    /** Who leads {@link #term}, or 0. Invariant: changes at most once in a term but for being forgotten. */
    private long leaderId;

    private ConfState confState;
    private JointQuorum quorum;
    private Role role;

    RoleContext(
            RaftConfig config,
            HardState recovered,
            ConfState confState,
            RaftLog log,
            LogLoss loss,
            RandomGenerator random) {
        this.config = config;
        this.log = log;
        this.loss = loss;
        this.ledger = new PersistLedger(recovered);
        this.timer = new ElectionTimer(config.electionTicks(), config.initialElapsedTicks(), random);
        this.elections = new Elections(this);
        this.term = recovered.term();
        this.vote = recovered.vote();
        this.confState = confState;
        this.quorum = ProgressTracker.quorumOf(confState);
        this.role = new FollowerRole(this);
    }

    long id() {
        return config.id();
    }

    long term() {
        return term;
    }

    long vote() {
        return vote;
    }

    long leaderId() {
        return leaderId;
    }

    ConfState confState() {
        return confState;
    }

    JointQuorum quorum() {
        return quorum;
    }

    Role role() {
        return role;
    }

    HardState hardState() {
        return new HardState(term, vote, log.committedIndex());
    }

    SoftState softState() {
        return new SoftState(role.kind(), leaderId, term);
    }

    boolean isVoter() {
        return confState.voters().contains(id()) || confState.votersOutgoing().contains(id());
    }

    /** Whether this leader has committed an entry of its own term, and so knows all that is committed. */
    boolean hasCommittedInTerm() {
        return log.termAt(log.committedIndex()) == term;
    }

    void event(RaftEvent event) {
        outbox.event(event);
    }

    void voteFor(long candidateId) {
        Invariant.check(vote == 0 || vote == candidateId, "second vote in a term", vote, candidateId);
        vote = candidateId;
    }

    /** {@code id} leads this term. */
    void follow(long id) {
        Invariant.check(leaderId == 0 || leaderId == id, "two leaders in a term", leaderId, id);
        setLeader(id);
    }

    void setConfState(ConfState changed) {
        confState = changed;
        quorum = ProgressTracker.quorumOf(changed);
        event(new RaftEvent.ConfChanged(changed));
    }

    /** Follows {@code leader} (0: not known) in {@code newTerm}, which is this term or a later one. */
    void becomeFollower(long newTerm, long leader) {
        Invariant.check(newTerm >= term, "term goes back", newTerm, term);
        if (newTerm > term) {
            if (role.kind() == RoleKind.LEADER) {
                event(new SteppedDown(term, SteppedDown.Reason.HIGHER_TERM));
            }
            enterTerm(newTerm);
        }
        setLeader(leader);
        become(new FollowerRole(this));
    }

    /** Asks around without a new term. */
    void becomePreCandidate() {
        setLeader(0);
        become(new CandidateRole(this, true, false));
    }

    /** Stands in the next term, with its own vote. */
    void becomeCandidate(boolean transfer) {
        enterTerm(term + 1);
        setLeader(0);
        voteFor(id());
        become(new CandidateRole(this, false, transfer));
    }

    void becomeLeader() {
        setLeader(id());
        become(new LeaderRole(this));
    }

    /**
     * The one door between roles. Legal are:
     *
     * <pre>
     * from           to: follower  pre-candidate  candidate  leader
     * follower           yes       yes            yes        no
     * pre-candidate      yes       yes            yes        no
     * candidate          yes       yes            yes        yes
     * leader             yes       no             no         no
     * </pre>
     */
    private void become(Role next) {
        RoleKind from = role.kind();
        boolean legal = switch (next.kind()) {
            case FOLLOWER -> true;
            case PRE_CANDIDATE, CANDIDATE -> from != RoleKind.LEADER;
            case LEADER -> from == RoleKind.CANDIDATE;
        };
        Invariant.check(legal, "illegal change of role");
        timer.restart();
        role = next;
        next.enter();
    }

    private void enterTerm(long newTerm) {
        Invariant.check(newTerm > term, "term goes back", newTerm, term);
        // Whoever led the term before is no contradiction to the leader of the new one.
        setLeader(0);
        term = newTerm;
        vote = 0;
        loss.termBegan();
    }

    private void setLeader(long id) {
        if (id == leaderId) {
            return;
        }
        if (leaderId != 0) {
            event(new RaftEvent.LeaderLost(term, leaderId));
        }
        leaderId = id;
        if (id != 0) {
            event(new RaftEvent.LeaderFound(term, id));
        }
    }
}
