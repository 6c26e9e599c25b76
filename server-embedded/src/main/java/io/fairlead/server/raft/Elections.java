package io.fairlead.server.raft;

import io.fairlead.server.raft.RaftEvent.ElectionPostponed;
import io.fairlead.server.raft.RaftEvent.VoteAnswered;
import io.fairlead.server.raft.model.EntryId;
import io.fairlead.server.raft.model.Message.VoteRequest;
import io.fairlead.server.raft.model.Message.VoteResponse;

/** When a member may stand for election, and whom it votes for. The same in every role. */
final class Elections {
    private final RoleContext context;

    Elections(RoleContext context) {
        this.context = context;
    }

    /**
     * Stands for election if this member may.
     *
     * @param transfer the leader asked for it, so nobody needs to be asked beforehand
     * @return whether it did
     */
    boolean stand(boolean transfer) {
        if (!context.isVoter()) {
            return false;
        }
        if (context.loss.isRegaining()) {
            return postpone("part of the log is lost and has yet to come back");
        }
        if (context.log.hasPendingSnapshot()) {
            return postpone("a snapshot waits to be restored");
        }
        if (context.log.hasUnappliedConfChange()) {
            // The configuration it would count votes by is not the newest committed one: with changes that take effect
            // when applied, two members could otherwise win by majorities that have nobody in common.
            return postpone("a committed conf change waits to be applied");
        }
        if (context.config.preVote() && !transfer) {
            context.becomePreCandidate();
        } else {
            context.becomeCandidate(transfer);
        }
        return true;
    }

    /** Whether the leader was heard less than an election timeout ago: nobody else needs to be elected. */
    boolean isLeaderFresh() {
        return context.config.checkQuorum() && context.leaderId() != 0 && !context.timer.isElectionTimeoutOver();
    }

    /**
     * Answers a request whose term is settled. A learner votes too when it is asked: whoever asks may know already that it
     * was promoted, and without its vote there may be no quorum (its own configuration only lags). Who lost part of its log
     * grants nothing; see {@link LogLoss}.
     */
    void answer(VoteRequest request) {
        boolean free = context.vote() == request.from()
                || (context.vote() == 0 && context.leaderId() == 0)
                || (request.preVote() && request.term() > context.term());
        boolean granted = free && !context.loss.isRegaining() && context.log.isUpToDate(request.last());
        context.event(new VoteAnswered(request.term(), request.from(), request.preVote(), granted));
        // A granted pre-vote names the term that was asked for, everything else our own.
        long term = request.preVote() && granted ? request.term() : context.term();
        VoteResponse response = new VoteResponse(
                context.id(), request.from(), term, request.preVote(), !granted, context.log.committedId());
        if (granted && !request.preVote()) {
            context.timer.rewind();
            context.voteFor(request.from());
            context.outbox.sendAfterDurable(response);
        } else {
            context.outbox.send(response);
        }
    }

    /**
     * Notes that {@code entry} is committed, as whoever asks or answers about votes says. After the loss of a leader the one with
     * the longest log may be one who does not know that a conf change in it is committed: without this it would go on asking
     * those who are no members by then, and refuse those who know.
     */
    void learn(EntryId entry) {
        if (context.loss.isRegaining()) {
            return; // It learns from the leader who gives it back what it lost.
        }
        if (context.log.matches(entry)) {
            context.log.commitTo(entry.index());
        }
    }

    private boolean postpone(String reason) {
        context.timer.rewind();
        context.event(new ElectionPostponed(context.term(), reason));
        return false;
    }
}
