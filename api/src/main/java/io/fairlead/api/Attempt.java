package io.fairlead.api;

import java.time.Duration;

/**
 * One try of a call at one endpoint, for the post-mortem.
 *
 * @param endpoint where it was sent, as the client was told it
 * @param took from the start of the try to its end
 * @param status name of the gRPC status, such as {@code UNAVAILABLE}
 * @param detail what the server or the transport said
 */
public record Attempt(String endpoint, Duration took, String status, String detail) {
    @Override
    public String toString() {
        return endpoint + ": " + status + " after " + took.toMillis() + " ms: " + detail;
    }
}
