package io.fairlead.server.rpc;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One stream of renewals. They are answered one after the other; the next request is taken when the answer before it has gone
 * out, so a client that does not read holds up itself alone. Called on event loops.
 */
final class KeepAliveStream implements StreamObserver<LeaseKeepAliveRequest> {
    private final Node node;
    private final Desk desk;
    private final Caller caller;
    private final ServerCallStreamObserver<LeaseKeepAliveResponse> call;

    /** A renewal is under way. */
    private volatile boolean busy;

    /** The client has said that no more requests come. */
    private volatile boolean halfClosed;

    /** The next request is wanted as soon as the transport can take an answer to it. */
    private final AtomicBoolean wanting = new AtomicBoolean();

    private final AtomicBoolean ended = new AtomicBoolean();

    KeepAliveStream(Node node, Desk desk, ServerCallStreamObserver<LeaseKeepAliveResponse> call) {
        this.node = node;
        this.desk = desk;
        this.caller = Caller.current();
        this.call = call;
    }

    void open() {
        call.disableAutoRequest();
        call.setOnCancelHandler(() -> ended.set(true));
        call.setOnReadyHandler(this::takeNext);
        if (node.glance().learner()) {
            end(EtcdError.NOT_SUPPORTED_FOR_LEARNER);
        } else {
            wanting.set(true);
        }
    }

    @Override
    public void onNext(LeaseKeepAliveRequest request) {
        if (ended.get()) {
            return;
        }
        busy = true;
        // Taken before the renewal, as in etcd: the lease was there at a revision no older than the one we name.
        long revision = node.revision();
        if (caller.requester() instanceof Answer.Refused<Requester> refused) {
            end(refused.error());
            return;
        }
        desk.whenAnswered(
                node.leases().renew(request.getID()),
                (answer, broken) -> answered(request.getID(), revision, answer, broken));
    }

    @Override
    public void onError(Throwable cause) {
        ended.set(true); // The client went away.
    }

    @Override
    public void onCompleted() {
        halfClosed = true;
        if (!busy) {
            complete();
        }
    }

    private void answered(long id, long revision, @Nullable Answer<Long> answer, @Nullable Throwable broken) {
        if (answer == null || broken != null) {
            endBroken();
            return;
        }
        long seconds = 0;
        if (answer instanceof Answer.Ok<Long> granted) {
            seconds = granted.value();
        } else if (((Answer.Refused<Long>) answer).error() != EtcdError.LEASE_NOT_FOUND) {
            end(((Answer.Refused<Long>) answer).error());
            return;
        }
        if (ended.get()) {
            return;
        }
        call.onNext(LeaseKeepAliveResponse.newBuilder()
                .setHeader(desk.headers().at(revision))
                .setID(id)
                .setTTL(seconds)
                .build());
        busy = false;
        if (halfClosed) {
            complete();
        } else {
            wanting.set(true);
            takeNext();
        }
    }

    private void takeNext() {
        if (call.isReady() && wanting.compareAndSet(true, false)) {
            call.request(1);
        }
    }

    private void complete() {
        if (ended.compareAndSet(false, true)) {
            call.onCompleted();
        }
    }

    private void end(EtcdError error) {
        if (ended.compareAndSet(false, true)) {
            desk.refuse(call, error);
        }
    }

    private void endBroken() {
        if (ended.compareAndSet(false, true)) {
            call.onError(Status.INTERNAL
                    .withDescription("etcdserver: internal error")
                    .asRuntimeException());
        }
    }
}
