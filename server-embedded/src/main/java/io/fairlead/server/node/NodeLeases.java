package io.fairlead.server.node;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.server.command.Requester;
import io.fairlead.server.lease.LeaseLife;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Leases as reception sees them; threads, futures and time limits as with {@link Node}. Every member answers; what only the
 * leader knows it is asked for. All but {@link #grant} may be asked again at any time.
 */
public interface NodeLeases {
    /** Leases a cluster holds at most; more are refused as too many requests. */
    int LEASES_MAX = 1_000_000;

    /**
     * Grants a lease: under an id of our own where the request has none, and for the shortest time that outlives a change of
     * leader where the request has less.
     *
     * @return the public response message, its header with the revision alone
     */
    CompletableFuture<Answer<MessageLite>> grant(LeaseGrantRequest request, Requester requester);

    /**
     * Gives a lease its whole time again.
     *
     * @return that time in seconds; refused as LEASE_NOT_FOUND where the lease is gone or has run out. An answer means that the
     *     lease was there after the call
     */
    CompletableFuture<Answer<Long>> renew(long id);

    /** What a lease has left; refused as LEASE_NOT_FOUND. */
    CompletableFuture<Answer<LeaseLife>> life(long id, boolean withKeys, Requester requester);

    /** All leases: on the leader in the order in which they would end, elsewhere in ascending order of id. Linearizable. */
    CompletableFuture<Answer<List<Long>>> all(Requester requester);
}
