package io.fairlead.client.call;

import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.client.endpoint.Endpoint;
import io.fairlead.client.endpoint.LeaderView;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Asks one member for its status, in the background: is it there, who is it, and who leads? What it says goes into the
 * {@link LeaderView}. One that does not answer, or says that it knows no leader, has failed.
 */
final class Glance {
    private final LeaderView leader;
    private final TokenSource tokens;
    private final long timeoutNanos;

    Glance(LeaderView leader, TokenSource tokens, Duration timeout) {
        this.leader = leader;
        this.tokens = tokens;
        this.timeoutNanos = timeout.toNanos();
    }

    /** Asks; then runs {@code next} with whether the member serves. */
    void at(Endpoint endpoint, Consumer<Boolean> next) {
        CompletableFuture<Optional<String>> token = tokens.token();
        // A member that refuses us for want of a token is there all the same.
        Optional<String> known = token.isDone() && !token.isCompletedExceptionally() ? token.join() : Optional.empty();
        UnaryCall<StatusRequest, StatusResponse> call =
                new UnaryCall<>(endpoint, MaintenanceGrpc.getStatusMethod(), timeoutNanos, new UnaryCall.End<>() {
                    @Override
                    public void answered(StatusResponse status, long tookNanos) {
                        next.accept(note(status, endpoint, tookNanos));
                    }

                    @Override
                    public void failed(Failure failure) {
                        boolean there = !RetryRule.blamesEndpoint(failure);
                        if (there) {
                            endpoint.answered();
                        } else {
                            endpoint.failed(failure.words());
                        }
                        next.accept(there);
                    }
                });
        call.start(StatusRequest.getDefaultInstance(), CallHeaders.of(known, false), false);
    }

    private boolean note(StatusResponse status, Endpoint endpoint, long tookNanos) {
        long member = status.getHeader().getMemberId();
        if (member != 0) {
            leader.met(member, endpoint);
        }
        leader.told(status.getLeader(), status.getRaftTerm());
        boolean serves = status.getLeader() != 0;
        if (serves) {
            endpoint.answeredIn(tookNanos);
        } else {
            endpoint.failed("the member knows no leader");
        }
        return serves;
    }
}
