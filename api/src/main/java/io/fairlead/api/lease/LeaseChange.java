package io.fairlead.api.lease;

/**
 * A change of state of a lease that is kept alive.
 *
 * @param state the state from now on
 * @param reason why, in words for a log
 */
public record LeaseChange(LeaseState state, String reason) {}
