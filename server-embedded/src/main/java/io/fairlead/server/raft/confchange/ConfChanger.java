package io.fairlead.server.raft.confchange;

import io.fairlead.server.check.Invariant;
import io.fairlead.server.raft.model.ConfChange;
import io.fairlead.server.raft.model.ConfState;
import java.util.SortedSet;
import java.util.TreeSet;

/** Applies simple conf changes. */
public final class ConfChanger {
    private ConfChanger() {}

    /**
     * The configuration after {@code change}.
     *
     * <p>A change that is done already changes nothing, and neither does one whose {@code nodeId} is 0 (how a refused change
     * is written down) or one that would leave no voter: every member must come to the same result, and a cluster without
     * voters could never decide anything again.
     */
    public static ConfState apply(ConfState current, ConfChange change) {
        Invariant.check(current.votersOutgoing().isEmpty(), "simple change inside a joint configuration");
        if (change.nodeId() == 0) {
            return current;
        }
        SortedSet<Long> voters = copy(current.voters());
        SortedSet<Long> learners = copy(current.learners());
        long id = change.nodeId();
        switch (change.type()) {
            case ADD_NODE -> {
                learners.remove(id);
                voters.add(id);
            }
            case ADD_LEARNER_NODE -> {
                voters.remove(id);
                learners.add(id);
            }
            case REMOVE_NODE -> {
                voters.remove(id);
                learners.remove(id);
            }
            case UPDATE_NODE -> {}
        }
        if (voters.isEmpty()) {
            return current;
        }
        ConfState changed = ConfState.of(voters, learners);
        return changed.equals(current) ? current : changed;
    }

    /** Whether {@code change} would take the last voter away, and is therefore without effect. */
    public static boolean removesLastVoter(ConfState current, ConfChange change) {
        boolean leaves = switch (change.type()) {
            case REMOVE_NODE, ADD_LEARNER_NODE -> true;
            case ADD_NODE, UPDATE_NODE -> false;
        };
        return leaves && current.voters().size() == 1 && current.voters().contains(change.nodeId());
    }

    private static SortedSet<Long> copy(SortedSet<Long> ids) {
        TreeSet<Long> copy = new TreeSet<>(Long::compareUnsigned);
        copy.addAll(ids);
        return copy;
    }
}
