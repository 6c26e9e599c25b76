package io.fairlead.server.model;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseStatus;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.mvccpb.KeyValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Leases, and time. Which keys are attached to one is not kept: it is what the keys say. */
final class ReferenceLeases {
    private static final long TTL_MAX = 9_000_000_000L;

    private final ReferenceHistory history;
    private final long ttlMin;
    private final TreeMap<Long, Lease> leases = new TreeMap<>();
    private long nowMillis;

    private record Lease(long id, long ttl, long deadlineMillis) {}

    /** @param ttlMin seconds that the shortest lease lives */
    ReferenceLeases(ReferenceHistory history, long ttlMin) {
        this.history = history;
        this.ttlMin = ttlMin;
    }

    boolean exists(long id) {
        return leases.containsKey(id);
    }

    /** Time passes; leases that run out are not revoked by that alone. */
    void elapse(long millis) {
        nowMillis += millis;
    }

    /** The leases that have run out, the first to do so first. */
    List<Long> expired() {
        return leases.values().stream()
                .filter(lease -> lease.deadlineMillis <= nowMillis)
                .sorted(Comparator.comparing(Lease::deadlineMillis).thenComparing(Lease::id))
                .map(Lease::id)
                .toList();
    }

    /** Another member leads from now on: it gives every lease its whole time again. */
    void renewAll() {
        leases.replaceAll((id, lease) -> new Lease(id, lease.ttl, deadline(lease.ttl)));
    }

    private long deadline(long ttl) {
        return nowMillis + ttl * 1000;
    }

    Answer<LeaseGrantResponse> grant(LeaseGrantRequest request) {
        if (request.getTTL() > TTL_MAX) {
            return Answer.refused(EtcdError.LEASE_TTL_TOO_LARGE);
        }
        if (exists(request.getID())) {
            return Answer.refused(EtcdError.LEASE_EXISTS);
        }
        long ttl = Math.max(request.getTTL(), ttlMin);
        leases.put(request.getID(), new Lease(request.getID(), ttl, deadline(ttl)));
        return Answer.ok(LeaseGrantResponse.newBuilder()
                .setHeader(header())
                .setID(request.getID())
                .setTTL(ttl)
                .build());
    }

    /** Deletes the keys in their order, in one revision, if there are any. */
    Answer<LeaseRevokeResponse> revoke(LeaseRevokeRequest request) {
        if (leases.remove(request.getID()) == null) {
            return Answer.refused(EtcdError.LEASE_NOT_FOUND);
        }
        ReferenceHistory.Draft draft = history.draft();
        attached(request.getID()).forEach(kv -> draft.delete(kv.getKey()));
        draft.commit();
        return Answer.ok(LeaseRevokeResponse.newBuilder().setHeader(header()).build());
    }

    private List<KeyValue> attached(long id) {
        return history.at(history.revision()).values().stream()
                .filter(kv -> kv.getLease() == id)
                .toList();
    }

    Answer<LeaseKeepAliveResponse> keepAlive(LeaseKeepAliveRequest request) {
        Lease lease = leases.computeIfPresent(
                request.getID(), (id, before) -> new Lease(id, before.ttl, deadline(before.ttl)));
        return Answer.ok(LeaseKeepAliveResponse.newBuilder()
                .setHeader(header())
                .setID(request.getID())
                .setTTL(lease == null ? 0 : lease.ttl)
                .build());
    }

    Answer<LeaseTimeToLiveResponse> timeToLive(LeaseTimeToLiveRequest request) {
        LeaseTimeToLiveResponse.Builder response =
                LeaseTimeToLiveResponse.newBuilder().setHeader(header()).setID(request.getID());
        Lease lease = leases.get(request.getID());
        if (lease == null) {
            return Answer.ok(response.setTTL(-1).build());
        }
        response.setTTL(Math.max(0, lease.deadlineMillis - nowMillis) / 1000).setGrantedTTL(lease.ttl);
        if (request.getKeys()) {
            attached(request.getID()).forEach(kv -> response.addKeys(kv.getKey()));
        }
        return Answer.ok(response.build());
    }

    /** The one that runs out first stands first. */
    Answer<LeaseLeasesResponse> list() {
        LeaseLeasesResponse.Builder response = LeaseLeasesResponse.newBuilder().setHeader(header());
        for (Map.Entry<Long, Lease> lease : inOrderOfDeadline()) {
            response.addLeases(LeaseStatus.newBuilder().setID(lease.getKey()));
        }
        return Answer.ok(response.build());
    }

    private List<Map.Entry<Long, Lease>> inOrderOfDeadline() {
        return leases.entrySet().stream()
                .sorted(Comparator.comparing(lease -> lease.getValue().deadlineMillis))
                .toList();
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(history.revision()).build();
    }
}
