package io.fairlead.cli.chaos.history;

import io.fairlead.cli.chaos.history.LeaseFact.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When each lease may end at the earliest: its time after the last answered renewal was sent, or when it was to be revoked. */
final class LeaseBounds {
    private final Map<Long, Long> ends = new HashMap<>();
    private final Map<Long, Long> revoked = new HashMap<>();

    LeaseBounds(List<LeaseFact> facts) {
        for (LeaseFact fact : facts) {
            if (fact.kind() == Kind.REVOKE) {
                if (fact.ending() != Ending.NOT_APPLIED) {
                    revoked.merge(fact.id(), fact.invoked(), Math::min);
                }
            } else if (fact.ending() == Ending.ANSWERED) {
                ends.merge(fact.id(), fact.invoked() + fact.ttlNanos(), Math::max);
            }
        }
    }

    /** What is wrong with an end of the lease that was seen at a moment. */
    Optional<String> whatIsWrong(long lease, long seen) {
        Long asked = revoked.get(lease);
        if (asked != null && asked < seen) {
            return Optional.empty();
        }
        long end = ends.getOrDefault(lease, Long.MIN_VALUE);
        return seen >= end
                ? Optional.empty()
                : Optional.of(" ends lease " + Long.toHexString(lease) + " " + (end - seen) + " ns too early");
    }
}
