package io.fairlead.server.raft.model;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who votes and who learns, at an index of the log. Sets are in ascending unsigned order of id. Joint consensus halves are
 * carried for the file formats; members of this release change one at a time, so {@code votersOutgoing} and {@code
 * learnersNext} are empty in every state we make.
 */
public record ConfState(
        SortedSet<Long> voters,
        SortedSet<Long> learners,
        SortedSet<Long> votersOutgoing,
        SortedSet<Long> learnersNext,
        boolean autoLeave) {
    public static final ConfState EMPTY = of(Collections.emptySet(), Collections.emptySet());

    public ConfState {
        voters = sorted(voters);
        learners = sorted(learners);
        votersOutgoing = sorted(votersOutgoing);
        learnersNext = sorted(learnersNext);
    }

    public static ConfState of(Collection<Long> voters, Collection<Long> learners) {
        return new ConfState(
                sorted(voters), sorted(learners), Collections.emptySortedSet(), Collections.emptySortedSet(), false);
    }

    public boolean isEmpty() {
        return voters.isEmpty() && learners.isEmpty();
    }

    public boolean contains(long id) {
        return voters.contains(id) || learners.contains(id) || votersOutgoing.contains(id);
    }

    private static SortedSet<Long> sorted(Collection<Long> ids) {
        TreeSet<Long> copy = new TreeSet<>(Long::compareUnsigned);
        copy.addAll(ids);
        return Collections.unmodifiableSortedSet(copy);
    }
}
