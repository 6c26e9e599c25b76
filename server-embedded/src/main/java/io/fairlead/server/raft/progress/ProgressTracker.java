package io.fairlead.server.raft.progress;

import io.fairlead.server.raft.model.ConfState;
import io.fairlead.server.raft.quorum.JointQuorum;
import io.fairlead.server.raft.quorum.Majority;
import io.fairlead.server.raft.quorum.Vote;
import io.fairlead.server.raft.quorum.VoteResult;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The progress of every member in the current configuration, the leader itself included: its own match is what its own disk
 * holds.
 */
public final class ProgressTracker {
    private final long self;
    private final Supplier<Inflights> inflights;
    private final TreeMap<Long, Progress> members = new TreeMap<>(Long::compareUnsigned);
    private JointQuorum quorum;

    /**
     * @param next where every peer's log is first probed
     * @param inflights makes the window in flight of a new peer
     */
    public ProgressTracker(long self, ConfState confState, long next, Supplier<Inflights> inflights) {
        this.self = self;
        this.inflights = inflights;
        this.quorum = quorumOf(confState);
        reconfigure(confState, next);
        // A peer counts as heard only once it answers this leader; those that join later get the benefit of the doubt.
        forgetActivity();
    }

    /** The voters of {@code confState} as something to count. */
    public static JointQuorum quorumOf(ConfState confState) {
        return new JointQuorum(new Majority(confState.voters()), new Majority(confState.votersOutgoing()));
    }

    /** Adds members that are new, probed from {@code next} on, and forgets those that are gone. */
    public void reconfigure(ConfState confState, long next) {
        quorum = quorumOf(confState);
        members.keySet().removeIf(id -> !confState.contains(id));
        confState.voters().forEach(id -> add(id, next));
        confState.votersOutgoing().forEach(id -> add(id, next));
        confState.learners().forEach(id -> add(id, next));
    }

    /** Null for somebody who is no member. */
    public @Nullable Progress of(long id) {
        return members.get(id);
    }

    /** Everybody, in ascending unsigned order of id. */
    public NavigableMap<Long, Progress> all() {
        return Collections.unmodifiableNavigableMap(members);
    }

    public JointQuorum quorum() {
        return quorum;
    }

    /** The highest index that a quorum holds on disk. */
    public long committedIndex() {
        return quorum.committedIndex(this::matchOf);
    }

    /** Whether a quorum was heard since {@link #forgetActivity()}. */
    public boolean isQuorumActive() {
        return quorum.tally(this::activityOf) == VoteResult.WON;
    }

    public void forgetActivity() {
        for (Map.Entry<Long, Progress> member : members.entrySet()) {
            member.getValue().forgetActivity();
        }
    }

    private long matchOf(long id) {
        Progress progress = members.get(id);
        return progress == null ? 0 : progress.match();
    }

    private Vote activityOf(long id) {
        if (id == self) {
            return Vote.GRANTED;
        }
        Progress progress = members.get(id);
        return progress != null && progress.isRecentlyActive() ? Vote.GRANTED : Vote.REFUSED;
    }

    private void add(long id, long next) {
        members.computeIfAbsent(id, added -> new Progress(0, next, inflights.get(), true));
    }
}
