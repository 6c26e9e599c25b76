package io.fairlead.client.namespace;

import io.fairlead.api.Header;
import io.fairlead.api.lease.AsyncLeases;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.lease.LeaseInfo;
import io.fairlead.api.lease.Leases;
import java.time.Duration;
import java.util.List;

/** Leases as a namespace sees them: they are those of the whole store, and show the keys of the namespace alone. */
public final class NamespacedLeases implements Leases {
    private final Leases store;
    private final Namespace namespace;

    public NamespacedLeases(Leases store, Namespace namespace) {
        this.store = store;
        this.namespace = namespace;
    }

    @Override
    public Lease grant(Duration ttl) {
        return store.grant(ttl);
    }

    @Override
    public Lease grant(long id, Duration ttl) {
        return store.grant(id, ttl);
    }

    @Override
    public Header revoke(long id) {
        return store.revoke(id);
    }

    @Override
    public Lease keepAliveOnce(long id) {
        return store.keepAliveOnce(id);
    }

    @Override
    public KeptLease keep(Duration ttl) {
        return store.keep(ttl);
    }

    @Override
    public KeptLease keepAlive(long id) {
        return store.keepAlive(id);
    }

    @Override
    public LeaseInfo timeToLive(long id, boolean withKeys) {
        return new Insider(namespace).lease(store.timeToLive(id, withKeys));
    }

    @Override
    public List<Long> list() {
        return store.list();
    }

    @Override
    public AsyncLeases async() {
        return new NamespacedAsyncLeases(store.async(), namespace);
    }
}
