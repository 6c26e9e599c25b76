package io.fairlead.server.raft;

import io.fairlead.server.raft.RaftStatus.PeerStatus;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.Proposal;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** How a member behaves in its term. What only one role needs lives in it and dies with it. */
sealed interface Role permits FollowerRole, CandidateRole, LeaderRole {
    RoleKind kind();

    /** Called once, when this has become the member's role. */
    default void enter() {}

    void tick();

    /** Handles a message of this term, or of none. */
    void step(Message message);

    ProposeResult propose(List<Proposal> proposals);

    ProposeResult proposeConfChange(Proposal confChange);

    /** Whether the read will be answered unless leadership changes or a message is lost. */
    boolean readIndex(long context);

    /** Whether the request was taken or passed on. */
    boolean transferLeadership(long targetId);

    /** More of the log, or the hard state, is durable. */
    default void onPersisted() {}

    default void onConfChanged() {}

    /** Whether {@link #flush} has something to do. */
    default boolean isFlushDue() {
        return false;
    }

    /** Writes the messages that were put off to be written together. */
    default void flush() {}

    default long transferTarget() {
        return 0;
    }

    default SortedMap<Long, PeerStatus> peers() {
        return Collections.emptySortedMap();
    }
}
