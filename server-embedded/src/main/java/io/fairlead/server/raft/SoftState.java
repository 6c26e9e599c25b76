package io.fairlead.server.raft;

/**
 * Role and leader, which need not be durable.
 *
 * @param leaderId 0 where no leader is known
 */
public record SoftState(RoleKind role, long leaderId, long term) {}
