package io.fairlead.api.concurrency;

import io.fairlead.api.Bytes;

/** Who leads, at a revision. */
public sealed interface ElectionState {
    /** The revision of the store since which, or at which, this is so. */
    long revision();

    /**
     * Somebody leads.
     *
     * @param revision the revision of the proposal or the election; the revision of the read for the first state
     * @param key the leader's key
     * @param proposal what it proclaims
     * @param fencingToken the create revision of the key: larger with every term
     * @param leaseId the lease of the leader's session
     */
    record Leader(long revision, Bytes key, Bytes proposal, long fencingToken, long leaseId) implements ElectionState {}

    /**
     * Nobody leads.
     *
     * @param revision the revision at which the last leader went; the revision of the read for the first state
     */
    record Vacant(long revision) implements ElectionState {}
}
