package io.fairlead.client.call;

import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.client.endpoint.AdvertisedMembers;
import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.Endpoints;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Asks the cluster for its members in the background, and takes their addresses as {@link AdvertisedMembers} allows. Before
 * that it meets the member behind each endpoint that the user named. One refresh at a time.
 */
final class MemberRefresh {
    private static final System.Logger LOG = System.getLogger(MemberRefresh.class.getName());

    /** Between two refreshes because an endpoint failed. */
    static final Duration GAP = Duration.ofSeconds(5);

    private final Endpoints endpoints;
    private final Glance glance;
    private final TokenSource tokens;
    private final long timeoutNanos;
    private final LongSupplier nanoTime;

    /** Guarded by this. */
    private boolean refreshing;

    /** Guarded by this. */
    private boolean refreshed;

    /** Guarded by this. */
    private long refreshedNanos;

    private volatile String note = "";

    MemberRefresh(Endpoints endpoints, Glance glance, TokenSource tokens, Duration timeout, LongSupplier nanoTime) {
        this.endpoints = endpoints;
        this.glance = glance;
        this.tokens = tokens;
        this.timeoutNanos = timeout.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Why the members' addresses are not used, if they are not. */
    String note() {
        return note;
    }

    /** Refreshes, unless that was done just before. */
    void soon() {
        synchronized (this) {
            if (refreshed && nanoTime.getAsLong() - refreshedNanos < GAP.toNanos()) {
                return;
            }
        }
        now();
    }

    /** Refreshes, unless that is under way. */
    void now() {
        synchronized (this) {
            if (refreshing) {
                return;
            }
            refreshing = true;
        }
        Queue<Endpoint> strangers = new ArrayDeque<>();
        for (Endpoint endpoint : endpoints.given()) {
            if (endpoint.memberId() == 0 && !endpoint.isEjected()) {
                strangers.add(endpoint);
            }
        }
        meet(strangers);
    }

    private void meet(Queue<Endpoint> strangers) {
        Endpoint next = strangers.poll();
        if (next == null) {
            list();
        } else {
            glance.at(next, unused -> meet(strangers));
        }
    }

    private void list() {
        Optional<Endpoint> healthy = endpoints.withReserve().stream()
                .filter(endpoint -> !endpoint.isEjected())
                .findFirst();
        CompletableFuture<Optional<String>> token = tokens.token();
        if (healthy.isEmpty() || !token.isDone() || token.isCompletedExceptionally()) {
            end();
            return;
        }
        UnaryCall<MemberListRequest, MemberListResponse> call =
                new UnaryCall<>(healthy.get(), ClusterGrpc.getMemberListMethod(), timeoutNanos, new UnaryCall.End<>() {
                    @Override
                    public void answered(MemberListResponse members, long tookNanos) {
                        healthy.get().answeredIn(tookNanos);
                        take(members);
                        end();
                    }

                    @Override
                    public void failed(Failure failure) {
                        failure.tell(healthy.get());
                        LOG.log(System.Logger.Level.DEBUG, () -> "the members were not told: " + failure.words());
                        end();
                    }
                });
        // Linearizable: a member that was removed would tell of old times.
        call.start(
                MemberListRequest.newBuilder().setLinearizable(true).build(), CallHeaders.of(token.join(), true), true);
    }

    private void take(MemberListResponse response) {
        List<AdvertisedMembers.Named> named = endpoints.given().stream()
                .map(endpoint -> new AdvertisedMembers.Named(endpoint.address(), endpoint.memberId()))
                .toList();
        List<AdvertisedMembers.Advertised> members = response.getMembersList().stream()
                .map(member -> new AdvertisedMembers.Advertised(
                        member.getID(),
                        !member.getName().isEmpty() && !member.getIsLearner(),
                        List.copyOf(member.getClientURLsList())))
                .toList();
        AdvertisedMembers.Decision decision = AdvertisedMembers.decide(named, members);
        note = decision.note();
        endpoints.replace(decision.urls());
    }

    private synchronized void end() {
        refreshing = false;
        refreshed = true;
        refreshedNanos = nanoTime.getAsLong();
    }
}
