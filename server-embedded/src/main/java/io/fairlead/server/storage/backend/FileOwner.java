package io.fairlead.server.storage.backend;

/** Whose files these are. Part of every checksum, so that a file of another member or cluster is never taken for ours. */
public record FileOwner(long clusterId, long memberId) {}
