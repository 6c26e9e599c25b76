package io.fairlead.api.maintenance;

import io.fairlead.api.FairleadException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether a member serves, as seen from here.
 *
 * @param endpoint the asked endpoint
 * @param took how long the answer took
 * @param failure what the linearizable read failed with; empty if it was answered
 * @param alarms raised alarms, if the member could tell
 */
public record EndpointHealth(String endpoint, Duration took, Optional<FairleadException> failure, List<Alarm> alarms) {
    public EndpointHealth {
        alarms = List.copyOf(alarms);
    }

    /** True if the member answered a linearizable read and no alarm is raised. */
    public boolean isHealthy() {
        return failure.isEmpty() && alarms.isEmpty();
    }
}
