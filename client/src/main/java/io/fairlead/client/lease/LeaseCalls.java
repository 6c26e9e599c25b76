package io.fairlead.client.lease;

import io.fairlead.api.Bytes;
import io.fairlead.api.Header;
import io.fairlead.api.RefusedException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.lease.LeaseInfo;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseStatus;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.client.call.CallFuture;
import io.fairlead.client.call.Caller;
import io.fairlead.client.call.Effect;
import io.fairlead.client.call.Target;
import io.fairlead.client.call.Wire;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The single calls about leases, beside grants and keep-alives. */
final class LeaseCalls {
    private final Caller caller;

    LeaseCalls(Caller caller) {
        this.caller = caller;
    }

    Duration deadline() {
        return caller.deadline();
    }

    /** Calls with this deadline. */
    Caller within(Duration deadline) {
        return caller.withDeadline(deadline);
    }

    /** The header of the revocation; if the answer was lost and the lease is gone when asked again, of the question for it. */
    CallFuture<Header> revoke(long id) {
        CallFuture<Header> revoked = new CallFuture<>(Effect.IDEMPOTENT);
        long startNanos = caller.endpoints().nanoTime();
        revoked.follow(revokeCall(id), (header, thrown) -> {
            if (header != null) {
                revoked.complete(header);
            } else if (isRefusal(thrown, EtcdError.LEASE_NOT_FOUND)
                    && ((RefusedException) thrown).outcome() == Outcome.UNKNOWN) {
                Duration left = deadline().minusNanos(caller.endpoints().nanoTime() - startNanos);
                revoked.follow(life(id, false, atLeastANano(left)), (response, failed) -> {
                    if (response != null) {
                        revoked.complete(Wire.header(response.getHeader()));
                    } else {
                        fail(revoked, failed);
                    }
                });
            } else {
                fail(revoked, thrown);
            }
        });
        return revoked;
    }

    private static Duration atLeastANano(Duration left) {
        return left.compareTo(Duration.ofNanos(1)) < 0 ? Duration.ofNanos(1) : left;
    }

    /** Completes when the lease is revoked or found to be gone. */
    CallFuture<Boolean> revokeOrGone(long id) {
        CallFuture<Boolean> revoked = new CallFuture<>(Effect.IDEMPOTENT);
        revoked.follow(revokeCall(id), (header, thrown) -> {
            if (thrown == null || isRefusal(thrown, EtcdError.LEASE_NOT_FOUND)) {
                revoked.complete(true);
            } else {
                fail(revoked, thrown);
            }
        });
        return revoked;
    }

    private CallFuture<Header> revokeCall(long id) {
        return caller.call(
                LeaseGrpc.getLeaseRevokeMethod(),
                LeaseRevokeRequest.newBuilder().setID(id).build(),
                Effect.IDEMPOTENT,
                Target.ANY,
                (response, from) -> Wire.header(response.getHeader()));
    }

    CallFuture<LeaseInfo> timeToLive(long id, boolean withKeys, Duration deadline) {
        CallFuture<LeaseInfo> info = new CallFuture<>(Effect.READ);
        info.follow(life(id, withKeys, deadline), (response, thrown) -> {
            if (response == null) {
                fail(info, thrown);
            } else if (response.getTTL() < 0 && response.getGrantedTTL() == 0) {
                info.completeExceptionally(
                        new RefusedException(EtcdError.LEASE_NOT_FOUND, Outcome.NOT_APPLIED, List.of(), null));
            } else {
                info.complete(new LeaseInfo(
                        Wire.header(response.getHeader()),
                        response.getID(),
                        Duration.ofSeconds(response.getGrantedTTL()),
                        // A lease whose time is up lives on until the leader has revoked it.
                        Duration.ofSeconds(Math.max(0, response.getTTL())),
                        keys(response)));
            }
        });
        return info;
    }

    private static List<Bytes> keys(LeaseTimeToLiveResponse response) {
        return response.getKeysList().stream().map(Wire::bytes).toList();
    }

    private CallFuture<LeaseTimeToLiveResponse> life(long id, boolean withKeys, Duration deadline) {
        return within(deadline)
                .call(
                        LeaseGrpc.getLeaseTimeToLiveMethod(),
                        LeaseTimeToLiveRequest.newBuilder()
                                .setID(id)
                                .setKeys(withKeys)
                                .build(),
                        Effect.READ,
                        Target.ANY,
                        (response, from) -> response);
    }

    CallFuture<List<Long>> list() {
        return caller.call(
                LeaseGrpc.getLeaseLeasesMethod(),
                LeaseLeasesRequest.getDefaultInstance(),
                Effect.READ,
                Target.ANY,
                (response, from) -> response.getLeasesList().stream()
                        .map(LeaseStatus::getID)
                        .toList());
    }

    /** True if the server refused with this condition. */
    static boolean isRefusal(@Nullable Throwable thrown, EtcdError condition) {
        return thrown instanceof RefusedException refused && refused.condition() == condition;
    }

    private static void fail(CallFuture<?> future, @Nullable Throwable thrown) {
        future.completeExceptionally(thrown == null ? new IllegalStateException("a call without an answer") : thrown);
    }
}
