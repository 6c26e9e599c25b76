package io.fairlead.server.sim;

import io.fairlead.server.node.NodeStatus;
import io.fairlead.server.raft.model.Entry;
import io.fairlead.server.raft.model.EntryType;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.LogsAgree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Majorities of the old and the new membership have somebody in common only while members change one at a time, and while nobody
 * is elected by a membership that he knows to be old: a leader offers no change before it has applied the last one that it
 * offered, and nobody asks for votes with a change not applied of which he knows that it is committed. Judged at the end of the
 * turn, when the member has said where it stands; what it takes in after it spoke can only excuse it.
 */
final class ChangesInTurn {
    private final LogsAgree logs;

    /** By term, the last change that its leader offered. */
    private final Map<Long, Long> offered = new HashMap<>();

    private final List<Said> said = new ArrayList<>();

    ChangesInTurn(LogsAgree logs) {
        this.logs = logs;
    }

    /**
     * What a member did in the turn that is not over yet.
     *
     * @param term of the leader, or that in which somebody wants to stand
     * @param before the change that must be applied; 0 where it is an election
     */
    private record Said(long memberId, long term, long before) {}

    /** A message leaves its sender. */
    void sent(Message message) {
        if (message instanceof Message.VoteRequest request && request.preVote()) {
            said.add(new Said(request.from(), request.term(), 0));
        } else if (message instanceof Message.AppendRequest append) {
            for (Entry entry : append.slice().entries()) {
                if (entry.type() == EntryType.CONF_CHANGE && entry.term() == append.term()) {
                    offers(append, entry.index());
                }
            }
        }
    }

    private void offers(Message.AppendRequest append, long index) {
        Long before = offered.get(append.term());
        if (before == null || before < index) {
            offered.put(append.term(), index);
            if (before != null) {
                said.add(new Said(append.from(), append.term(), before));
            }
        }
    }

    /** The turn of a member is over, and it stands so. */
    void turned(SimMember member, NodeStatus status) {
        if (said.isEmpty()) {
            return;
        }
        for (Said one : said) {
            if (one.memberId() == member.id()) {
                judge(member, status, one);
            }
        }
        said.clear();
    }

    private void judge(SimMember member, NodeStatus status, Said one) {
        if (one.before() > 0 && status.appliedIndex() < one.before()) {
            throw new BrokenPromise(member.name() + " leads term " + one.term()
                    + " and offers a second change of members, with " + one.before() + " not applied yet: " + status);
        }
        boolean wants = one.before() == 0 && status.leaderId() == 0 && status.term() + 1 == one.term();
        if (wants && logs.membersChangeBetween(status.appliedIndex(), status.commitIndex())) {
            throw new BrokenPromise(member.name() + " asks for votes in term " + one.term()
                    + " and has a committed change of members not applied: " + status);
        }
    }
}
