package io.fairlead.client.lease;

import io.fairlead.api.Header;
import io.fairlead.api.lease.AsyncLeases;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.lease.LeaseInfo;
import io.fairlead.api.lease.Leases;
import io.fairlead.client.call.Blocking;
import io.fairlead.client.call.Caller;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Leases over gRPC, waiting. */
public final class RemoteLeases implements Leases {
    private final AsyncLeases async;

    /**
     * @param keepAlives those of the client, whose views share them
     * @param ids a positive number, never the same for two clients of a cluster
     */
    public RemoteLeases(Caller caller, KeepAlives keepAlives, LongSupplier ids) {
        this.async = new RemoteAsyncLeases(caller, keepAlives, ids);
    }

    @Override
    public Lease grant(Duration ttl) {
        return Blocking.await(async.grant(ttl));
    }

    @Override
    public Lease grant(long id, Duration ttl) {
        return Blocking.await(async.grant(id, ttl));
    }

    @Override
    public Header revoke(long id) {
        return Blocking.await(async.revoke(id));
    }

    @Override
    public Lease keepAliveOnce(long id) {
        return Blocking.await(async.keepAliveOnce(id));
    }

    @Override
    public KeptLease keep(Duration ttl) {
        return Blocking.await(async.keep(ttl));
    }

    @Override
    public KeptLease keepAlive(long id) {
        return Blocking.await(async.keepAlive(id));
    }

    @Override
    public LeaseInfo timeToLive(long id, boolean withKeys) {
        return Blocking.await(async.timeToLive(id, withKeys));
    }

    @Override
    public List<Long> list() {
        return Blocking.await(async.list());
    }

    @Override
    public AsyncLeases async() {
        return async;
    }
}
