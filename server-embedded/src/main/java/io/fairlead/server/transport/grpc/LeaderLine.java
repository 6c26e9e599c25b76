package io.fairlead.server.transport.grpc;

import io.fairlead.api.Bytes;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.EtcdErrors;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.pb.peer.LeaseLifeRequest;
import io.fairlead.server.pb.peer.LeaseLifeResponse;
import io.fairlead.server.pb.peer.PeerGrpc;
import io.fairlead.server.pb.peer.RenewLeaseRequest;
import io.fairlead.server.pb.peer.RenewLeaseResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connection over which the leader is asked about leases, as often as clients renew them: kept as long as the leader stays
 * where it is and answers. Any thread.
 */
final class LeaderLine implements AutoCloseable {
    /** Calls under way at the same time; whoever comes on top hears that there are too many. */
    private static final int CALLS_MAX = 8_192;

    private final EventLoopGroup loops;
    private final PeerDialer dialer;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<@Nullable Line> current = new AtomicReference<>();
    private volatile boolean closed;

    private record Line(long leaderId, String url, ManagedChannel channel) {
        boolean leadsTo(long id, String at) {
            return leaderId == id && url.equals(at);
        }
    }

    LeaderLine(EventLoopGroup loops, PeerDialer dialer) {
        this.loops = loops;
        this.dialer = dialer;
    }

    CompletableFuture<Answer<Long>> renewLease(String url, Handshake handshake, long leaseId) {
        RenewLeaseRequest request =
                RenewLeaseRequest.newBuilder().setLeaseId(leaseId).build();
        return call(
                url,
                handshake,
                (stub, observer) -> stub.renewLease(request, observer),
                RenewLeaseResponse::getGrantedTtl);
    }

    CompletableFuture<Answer<LeaseLife>> leaseLife(String url, Handshake handshake, long leaseId, boolean withKeys) {
        LeaseLifeRequest request = LeaseLifeRequest.newBuilder()
                .setLeaseId(leaseId)
                .setKeys(withKeys)
                .build();
        return call(url, handshake, (stub, observer) -> stub.leaseLife(request, observer), LeaderLine::life);
    }

    private static LeaseLife life(LeaseLifeResponse response) {
        return new LeaseLife(
                response.getRemainingTtl(),
                response.getGrantedTtl(),
                response.getKeysList().stream()
                        .map(key -> Bytes.unsafeWrap(key.toByteArray()))
                        .toList());
    }

    private <R, T> CompletableFuture<Answer<T>> call(
            String url,
            Handshake handshake,
            BiConsumer<PeerGrpc.PeerStub, StreamObserver<R>> method,
            Function<R, T> value) {
        if (underWay.incrementAndGet() > CALLS_MAX) {
            underWay.decrementAndGet();
            return CompletableFuture.completedFuture(Answer.refused(EtcdError.TOO_MANY_REQUESTS));
        }
        Line line;
        try {
            line = lineTo(handshake.to(), url);
        } catch (IllegalArgumentException e) {
            underWay.decrementAndGet();
            return CompletableFuture.completedFuture(Answer.refused(EtcdError.TIMEOUT));
        }
        CompletableFuture<R> response = new CompletableFuture<>();
        method.accept(
                PeerGrpc.newStub(line.channel())
                        .withDeadlineAfter(dialer.limits().callTimeout().toNanos(), TimeUnit.NANOSECONDS)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(handshake.toMetadata())),
                new OneAnswer<>(response, underWay::decrementAndGet));
        return response.handle((done, broken) -> broken == null ? Answer.ok(value.apply(done)) : failed(line, broken));
    }

    /** A line that does not carry is given up: the next caller gets a new one, without waiting for an old back-off to end. */
    private <T> Answer<T> failed(Line line, Throwable broken) {
        Status status = Status.fromThrowable(broken);
        EtcdError error =
                EtcdErrors.parse(status.getCode(), status.getDescription()).orElse(null);
        if (error == null && current.compareAndSet(line, null)) {
            line.channel().shutdown();
        }
        return Answer.refused(error == null ? EtcdError.TIMEOUT : error);
    }

    private Line lineTo(long leaderId, String url) {
        while (true) {
            Line before = current.get();
            if (before != null && before.leadsTo(leaderId, url)) {
                return before;
            }
            Line next = new Line(leaderId, url, dialer.channel(url, loops));
            if (current.compareAndSet(before, next)) {
                if (before != null) {
                    before.channel().shutdown();
                }
                if (closed) {
                    next.channel().shutdownNow();
                }
                return next;
            }
            next.channel().shutdownNow();
        }
    }

    @Override
    public void close() {
        closed = true;
        Line last = current.get();
        if (last != null) {
            last.channel().shutdownNow();
        }
    }
}
