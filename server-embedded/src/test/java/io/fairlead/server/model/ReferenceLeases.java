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
import java.util.TreeMap;

/** Leases, and time. Which keys are attached to one is not kept: it is what the keys say. */
final class ReferenceLeases {
    private static final long TTL_MAX = 9_000_000_000L;

    /** Leases that live longer are written down with what they have left, this far apart. */
    private static final long CHECKPOINT_MILLIS = 300_000;

    private final ReferenceHistory history;
    private final long ttlMin;
    private final TreeMap<Long, Lease> leases = new TreeMap<>();
    private long nowMillis;

    /** @param ttlMin seconds that the shortest lease lives */
    ReferenceLeases(ReferenceHistory history, long ttlMin) {
        this.history = history;
        this.ttlMin = ttlMin;
    }

    private static final class Lease {
        private final long id;
        private final long ttl;
        private long deadlineMillis;
        private long checkpointMillis;

        /** Seconds that were left at the last checkpoint; 0 where there was none since the last renewal. */
        private long remaining;

        Lease(long id, long ttl, long nowMillis) {
            this.id = id;
            this.ttl = ttl;
            start(ttl * 1000, nowMillis);
        }

        void start(long millis, long nowMillis) {
            deadlineMillis = nowMillis + millis;
            checkpointMillis = ttl * 1000 > CHECKPOINT_MILLIS ? nowMillis + CHECKPOINT_MILLIS : Long.MAX_VALUE;
        }

        long deadlineMillis() {
            return deadlineMillis;
        }

        long id() {
            return id;
        }
    }

    boolean exists(long id) {
        return leases.containsKey(id);
    }

    /** Time passes, and leases that run out are revoked when they do, each in a revision of its own. */
    void elapse(long millis) {
        long target = nowMillis + millis;
        for (long next = next(); next <= target; next = next()) {
            nowMillis = next;
            inOrderOfDeadline().stream()
                    .filter(lease -> lease.deadlineMillis <= nowMillis)
                    .forEach(lease -> revoke(
                            LeaseRevokeRequest.newBuilder().setID(lease.id).build()));
            leases.values().stream()
                    .filter(lease -> lease.checkpointMillis <= nowMillis)
                    .forEach(this::checkpoint);
        }
        nowMillis = target;
    }

    private long next() {
        return leases.values().stream()
                .mapToLong(lease -> Math.min(lease.deadlineMillis, lease.checkpointMillis))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void checkpoint(Lease lease) {
        lease.remaining = Math.min(lease.ttl, (lease.deadlineMillis - nowMillis + 999) / 1000);
        lease.checkpointMillis = nowMillis + CHECKPOINT_MILLIS;
    }

    /** Another member leads from now on: it gives every lease what it knows it to have, and {@code graceMillis} more. */
    void changeLeader(long graceMillis) {
        leases.values()
                .forEach(lease -> lease.start(
                        (lease.remaining > 0 ? lease.remaining : lease.ttl) * 1000 + graceMillis, nowMillis));
    }

    Answer<LeaseGrantResponse> grant(LeaseGrantRequest request) {
        if (request.getTTL() > TTL_MAX) {
            return Answer.refused(EtcdError.LEASE_TTL_TOO_LARGE);
        }
        if (exists(request.getID())) {
            return Answer.refused(EtcdError.LEASE_EXISTS);
        }
        long ttl = Math.max(request.getTTL(), ttlMin);
        leases.put(request.getID(), new Lease(request.getID(), ttl, nowMillis));
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
        Lease lease = leases.get(request.getID());
        if (lease != null) {
            long promised = lease.deadlineMillis;
            lease.start(lease.ttl * 1000, nowMillis);
            lease.deadlineMillis = Math.max(promised, lease.deadlineMillis);
            lease.remaining = 0;
        }
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
        inOrderOfDeadline()
                .forEach(lease -> response.addLeases(LeaseStatus.newBuilder().setID(lease.id)));
        return Answer.ok(response.build());
    }

    private List<Lease> inOrderOfDeadline() {
        return leases.values().stream()
                .sorted(Comparator.comparing(Lease::deadlineMillis).thenComparing(Lease::id))
                .toList();
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(history.revision()).build();
    }
}
