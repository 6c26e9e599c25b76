package io.fairlead.api.call;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * How one try ended.
 *
 * @param took from its start to its end; for a stream, how long it was open
 * @param status name of the gRPC status; {@code OK} for success
 * @param detail what the server or the transport said; empty for success
 * @param error the condition of etcd's catalogue, if it was one
 * @param outcome for a failure, whether the change may have happened; NOT_APPLIED for reads and streams
 */
public record TryEnd(
        Duration took, String status, String detail, Optional<EtcdError> error, Optional<Outcome> outcome) {
    /** True for success. */
    public boolean isOk() {
        return outcome.isEmpty();
    }
}
