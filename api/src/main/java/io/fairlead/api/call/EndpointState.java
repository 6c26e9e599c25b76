package io.fairlead.api.call;

import java.time.Duration;
import java.util.Optional;

/**
 * One endpoint as a client sees it.
 *
 * @param endpoint as the client was told it
 * @param connection what its connection does, such as {@code READY}, {@code CONNECTING}, {@code IDLE}
 * @param health whether calls go there
 * @param memberId the member that answered there last, unsigned; 0 if none has
 * @param latency of late, as a moving average; zero if nothing was measured
 * @param lastFailure what went wrong there last, if anything did
 */
public record EndpointState(
        String endpoint,
        String connection,
        Health health,
        long memberId,
        Duration latency,
        Optional<String> lastFailure) {
    /** Whether calls go to an endpoint. */
    public enum Health {
        /** Nothing is known yet. */
        UNTRIED,

        /** It answers. */
        UP,

        /** It does not answer; calls go elsewhere, and the client looks from time to time whether it is back. */
        DOWN,

        /** The client is looking whether it is back. */
        PROBING
    }

    @Override
    public String toString() {
        return endpoint + ": " + health + ", connection " + connection
                + (memberId == 0 ? "" : ", member " + Long.toHexString(memberId))
                + (latency.isZero() ? "" : ", latency " + latency.toNanos() / 1_000 + " us")
                + lastFailure.map(why -> ", last failure: " + why).orElse("");
    }
}
