package io.fairlead.server.raft;

import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.HeartbeatResponse;
import io.fairlead.server.raft.model.Message.InstallSnapshot;
import io.fairlead.server.raft.model.Message.VoteRequest;
import io.fairlead.server.raft.model.Message.VoteResponse;

/** Settles terms before a role sees a message (section 5.1), so that roles only meet messages of their own term. */
final class TermGate {
    private final RoleContext context;

    TermGate(RoleContext context) {
        this.context = context;
    }

    /** Whether the message is to be handled; this member's term and role may have changed by then. */
    boolean admit(Message message) {
        if (!hasTerm(message) || message.term() == context.term()) {
            return true;
        }
        return message.term() > context.term() ? admitLater(message) : admitEarlier(message);
    }

    private static boolean hasTerm(Message message) {
        return switch (message.type()) {
            case APPEND_REQUEST,
                    APPEND_RESPONSE,
                    VOTE_REQUEST,
                    VOTE_RESPONSE,
                    HEARTBEAT,
                    HEARTBEAT_RESPONSE,
                    INSTALL_SNAPSHOT,
                    TIMEOUT_NOW,
                    FORWARDED_PROPOSAL,
                    READ_INDEX_RESPONSE,
                    LOG_LOST,
                    CATCH_UP_TARGET -> true;
            case READ_INDEX_REQUEST, TRANSFER_LEADER, PEER_UNREACHABLE, SNAPSHOT_REPORT -> false;
        };
    }

    private boolean admitLater(Message message) {
        if (message instanceof VoteRequest request) {
            if (!request.transfer() && context.elections.isLeaderFresh()) {
                // A member that was cut off, or removed, must not depose a leader that works.
                context.event(new RaftEvent.VoteIgnored(request.term(), request.from(), request.preVote()));
                return false;
            }
            if (request.preVote()) {
                return true;
            }
        }
        if (message instanceof VoteResponse response && response.preVote() && !response.rejected()) {
            // The term is the one that we asked for, not one that the voter is in.
            return true;
        }
        context.becomeFollower(message.term(), isFromLeader(message) ? message.from() : 0);
        return true;
    }

    private boolean admitEarlier(Message message) {
        if (isFromLeader(message)) {
            // With pre-vote and check quorum this member may be stuck with its later term: it protects nobody, is
            // granted no pre-vote while the old leader works, and takes nothing from that leader. The leader has to
            // learn the later term, step down and be elected again above it. Without the two, our own next election
            // would tell it.
            if (context.config.preVote() || context.config.checkQuorum()) {
                context.outbox.send(new HeartbeatResponse(context.id(), message.from(), context.term(), 0));
            }
            if (message instanceof InstallSnapshot install) {
                // The state came with it, whole, and stands in the way of the next one until somebody lets it go.
                context.event(new RaftEvent.SnapshotIgnored(install.meta(), context.log.committedIndex()));
            }
        } else if (message instanceof VoteRequest request && request.preVote()) {
            // Tell the candidate our term, or it would ask below it for ever.
            context.outbox.send(new VoteResponse(
                    context.id(), request.from(), context.term(), true, true, context.log.committedId()));
        }
        return false;
    }

    private static boolean isFromLeader(Message message) {
        return switch (message.type()) {
            case APPEND_REQUEST, HEARTBEAT, INSTALL_SNAPSHOT -> true;
            default -> false;
        };
    }
}
