package io.fairlead.client.namespace;

import io.fairlead.api.Header;
import io.fairlead.api.lease.AsyncLeases;
import io.fairlead.api.lease.KeptLease;
import io.fairlead.api.lease.Lease;
import io.fairlead.api.lease.LeaseInfo;
import io.fairlead.client.call.Effect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Leases as a namespace sees them, without waiting: they are those of the whole store, and show the keys of the namespace
 * alone.
 */
final class NamespacedAsyncLeases implements AsyncLeases {
    private final AsyncLeases store;
    private final Insider insider;

    NamespacedAsyncLeases(AsyncLeases store, Namespace namespace) {
        this.store = store;
        this.insider = new Insider(namespace);
    }

    @Override
    public CompletableFuture<Lease> grant(Duration ttl) {
        return store.grant(ttl);
    }

    @Override
    public CompletableFuture<Lease> grant(long id, Duration ttl) {
        return store.grant(id, ttl);
    }

    @Override
    public CompletableFuture<Header> revoke(long id) {
        return store.revoke(id);
    }

    @Override
    public CompletableFuture<Lease> keepAliveOnce(long id) {
        return store.keepAliveOnce(id);
    }

    @Override
    public CompletableFuture<KeptLease> keep(Duration ttl) {
        return store.keep(ttl);
    }

    @Override
    public CompletableFuture<KeptLease> keepAlive(long id) {
        return store.keepAlive(id);
    }

    @Override
    public CompletableFuture<LeaseInfo> timeToLive(long id, boolean withKeys) {
        return Mapped.later(Effect.READ, () -> store.timeToLive(id, withKeys), insider::lease);
    }

    @Override
    public CompletableFuture<List<Long>> list() {
        return store.list();
    }
}
