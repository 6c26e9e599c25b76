package io.fairlead.cli.render;

import java.time.Duration;

/**
 * Whether one endpoint serves.
 *
 * @param took how long the question took
 * @param error why it doesn't serve; empty if it does
 */
public record EndpointHealth(String endpoint, boolean isHealthy, Duration took, String error) {}
