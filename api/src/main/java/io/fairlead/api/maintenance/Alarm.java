package io.fairlead.api.maintenance;

/**
 * A raised alarm.
 *
 * @param memberId the member that raised it
 * @param kind what is wrong
 */
public record Alarm(long memberId, AlarmKind kind) {}
