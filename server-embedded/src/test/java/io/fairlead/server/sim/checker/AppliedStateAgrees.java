package io.fairlead.server.sim.checker;

import io.fairlead.server.node.NodeStatus;
import java.util.HashMap;
import java.util.Map;

/** State Machine Safety (section 5.4.3): at one revision all members have one state; in one life nothing goes back. */
public final class AppliedStateAgrees {
    private static final long COMPARED_EVERY = 8;

    private final Map<At, Integer> hashes = new HashMap<>();
    private final Map<String, NodeStatus> last = new HashMap<>();

    /** A compaction takes away what is hashed. */
    private record At(long revision, long compactRevision) {}

    /**
     * The revision at which the member's state is to be compared. Members take different steps, so all are asked at multiples
     * of a few: a state that differs once differs at each later revision too.
     */
    public static long comparedRevision(NodeStatus status) {
        return status.revision() - status.revision() % COMPARED_EVERY;
    }

    /** Whether {@link #applied} would learn something: a compared revision of this life that was not looked at yet. */
    public boolean isNews(String life, NodeStatus status) {
        NodeStatus before = last.put(life, status);
        if (before == null) {
            return comparedRevision(status) > 0;
        }
        notBack(life, "revision", before.revision(), status.revision());
        notBack(life, "applied index", before.appliedIndex(), status.appliedIndex());
        notBack(life, "commit index", before.commitIndex(), status.commitIndex());
        notBack(life, "term", before.term(), status.term());
        return comparedRevision(before) != comparedRevision(status);
    }

    /** A member has a state of this hash at this revision, compacted at the other one. */
    public void applied(String life, long revision, long compactRevision, int hash) {
        Integer other = hashes.putIfAbsent(new At(revision, compactRevision), hash);
        if (other != null && other != hash) {
            throw new BrokenPromise("at revision " + revision + " " + life + " has hash " + Integer.toHexString(hash)
                    + ", others have " + Integer.toHexString(other));
        }
    }

    private static void notBack(String life, String what, long before, long now) {
        if (now < before) {
            throw new BrokenPromise(life + ": " + what + " goes back from " + before + " to " + now);
        }
    }
}
