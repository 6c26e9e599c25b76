package io.fairlead.testing;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.grpc.Channel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients that watch and a member, without a network, and ends each watch stream after so many responses, in one
 * of the ways in which streams end. What the member sends after that is lost on the way.
 */
final class CuttingRelay implements AutoCloseable {
    /** A stream that is not cut. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final List<Status> ENDS = List.of(
            Status.OK,
            Status.UNAVAILABLE.withDescription("connection lost"),
            Status.INTERNAL.withDescription("stream was reset"),
            Status.CANCELLED,
            Status.UNKNOWN,
            EtcdError.NO_LEADER.code().toStatus().withDescription(EtcdError.NO_LEADER.text()),
            EtcdError.STOPPED.code().toStatus().withDescription(EtcdError.STOPPED.text()));

    private final Channel member;
    private final Runnable whenCut;
    private final String name = InProcessServerBuilder.generateName();
    private final Server server;

    /**
     * Serves under a name of its own.
     *
     * @param member where it leads to
     * @param responsesUntilCut asked for each stream
     * @param whenCut told of each cut
     */
    CuttingRelay(Channel member, IntSupplier responsesUntilCut, Runnable whenCut) {
        this.member = member;
        this.whenCut = whenCut;
        try {
            this.server = InProcessServerBuilder.forName(name)
                    .directExecutor()
                    .addService(new WatchGrpc.WatchImplBase() {
                        @Override
                        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> client) {
                            return new Relayed(client, responsesUntilCut.getAsInt()).open();
                        }
                    })
                    .addService(new MaintenanceGrpc.MaintenanceImplBase() {
                        @Override
                        public void status(StatusRequest request, StreamObserver<StatusResponse> client) {
                            MaintenanceGrpc.newStub(member).status(request, client);
                        }
                    })
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endpoint() {
        return "inprocess:" + name;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** One stream through the relay: what the client says. */
    private final class Relayed implements StreamObserver<WatchRequest> {
        private final StreamObserver<WatchResponse> client;
        private final int limit;

        /** Guarded by this, as is all below. */
        private int left;

        private boolean over;
        private @Nullable ClientCallStreamObserver<WatchRequest> upstream;

        Relayed(StreamObserver<WatchResponse> client, int limit) {
            this.client = client;
            this.limit = limit;
            this.left = limit;
        }

        StreamObserver<WatchRequest> open() {
            var unused = WatchGrpc.newStub(member).watch(new Answers());
            return this;
        }

        @Override
        public void onNext(WatchRequest request) {
            synchronized (this) {
                if (left > 0) {
                    if (upstream != null && !over) {
                        upstream.onNext(request);
                    }
                    return;
                }
            }
            cut();
        }

        @Override
        public void onError(Throwable gone) {
            hangUp();
        }

        @Override
        public void onCompleted() {
            hangUp();
        }

        private void relay(WatchResponse response) {
            synchronized (this) {
                if (over) {
                    return;
                }
                if (left > 0) {
                    left = left == NEVER ? NEVER : left - 1;
                    client.onNext(response);
                    return;
                }
            }
            cut();
        }

        private void cut() {
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
                Status how = ENDS.get(limit % ENDS.size());
                if (how.isOk()) {
                    client.onCompleted();
                } else {
                    client.onError(how.asRuntimeException());
                }
            }
            hangUp();
            whenCut.run();
        }

        private void hangUp() {
            ClientCallStreamObserver<WatchRequest> open;
            synchronized (this) {
                over = true;
                open = upstream;
            }
            if (open != null) {
                open.cancel("the client is gone", null);
            }
        }

        /** What the member says. */
        private final class Answers implements ClientResponseObserver<WatchRequest, WatchResponse> {
            @Override
            public void beforeStart(ClientCallStreamObserver<WatchRequest> requests) {
                upstream = requests;
            }

            @Override
            public void onNext(WatchResponse response) {
                relay(response);
            }

            @Override
            public void onError(Throwable gone) {
                cut();
            }

            @Override
            public void onCompleted() {
                cut();
            }
        }
    }
}
