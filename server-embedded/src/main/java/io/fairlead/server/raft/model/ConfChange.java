package io.fairlead.server.raft.model;

import io.fairlead.api.Bytes;

/**
 * A change of one member. Takes effect when it is applied, as in etcd.
 *
 * @param requestId whom to answer; 0 for the changes a cluster boots with
 * @param context what the membership room wants to know of the member, opaque here
 */
public record ConfChange(long requestId, ConfChangeType type, long nodeId, Bytes context) {}
