package io.fairlead.server.rpc.v2;

import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.server.exec.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Times to live of the older API: each key that has one gets a lease of its own. Safe from any thread. */
final class Leases {
    /** How many are looked up for one answer; a listing with more shows the rest without their times. */
    private static final int LOOKED_UP_MAX = 256;

    private final Clock clock;

    Leases(Clock clock) {
        this.clock = clock;
    }

    /** A lease that was just granted. */
    record Granted(long id, KeyNode.Expiry expiry) {}

    /** A lease of {@code ttlSeconds}; the server may grant a longer one. */
    CompletableFuture<Granted> grant(Services services, long ttlSeconds) {
        LeaseGrantRequest request =
                LeaseGrantRequest.newBuilder().setTTL(ttlSeconds).build();
        return services.call(LeaseGrpc.getLeaseGrantMethod(), request)
                .thenApply(response -> new Granted(response.getID(), expiry(response.getTTL())));
    }

    /** Gives a lease back that no key got. If that fails, the lease ends by itself. */
    void giveBack(Services services, long id) {
        var unused = services.call(
                LeaseGrpc.getLeaseRevokeMethod(),
                LeaseRevokeRequest.newBuilder().setID(id).build());
    }

    /** When the keys of these leases go; a lease that has ended meanwhile, or is none, is left out. */
    CompletableFuture<Map<Long, KeyNode.Expiry>> expiries(Services services, Collection<Long> ids) {
        Map<Long, KeyNode.Expiry> found = new ConcurrentHashMap<>();
        CompletableFuture<?>[] lookups = ids.stream()
                .filter(id -> id != 0)
                .distinct()
                .limit(LOOKED_UP_MAX)
                .map(id -> lookUp(services, id).thenAccept(expiry -> expiry.ifPresent(when -> found.put(id, when))))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(lookups).thenApply(done -> found);
    }

    private CompletableFuture<Optional<KeyNode.Expiry>> lookUp(Services services, long id) {
        LeaseTimeToLiveRequest request =
                LeaseTimeToLiveRequest.newBuilder().setID(id).build();
        return services.call(LeaseGrpc.getLeaseTimeToLiveMethod(), request)
                .handle((response, refused) -> refused == null && response.getTTL() >= 0
                        // A second begun counts here; the service leaves it out.
                        ? Optional.of(expiry(Math.min(response.getTTL() + 1, response.getGrantedTTL())))
                        : Optional.empty());
    }

    private KeyNode.Expiry expiry(long ttlSeconds) {
        return new KeyNode.Expiry(
                Instant.ofEpochMilli(clock.wallMillis()).plusSeconds(ttlSeconds).toString(), ttlSeconds);
    }
}
