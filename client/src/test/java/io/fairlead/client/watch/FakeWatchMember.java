package io.fairlead.client.watch;

import com.google.protobuf.ByteString;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.StatusRequest;
import io.fairlead.api.pb.etcdserverpb.StatusResponse;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.api.pb.mvccpb.Event;
import io.fairlead.api.pb.mvccpb.KeyValue;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A member whose watch streams are in the test's hand, in this JVM and in the thread that asks. It answers a request for a
 * watch at once unless told otherwise, and sends nothing by itself.
 */
final class FakeWatchMember extends WatchGrpc.WatchImplBase {
    /** Requests for watches since the start, over all streams. */
    final List<WatchCreateRequest> creates = new ArrayList<>();

    final List<Long> cancels = new ArrayList<>();
    final List<String> tokens = new ArrayList<>();

    /** The streams that are open, the last one last. */
    final List<StreamObserver<WatchResponse>> streams = new ArrayList<>();

    int opened;
    int progressAsked;

    /** The member takes requests and does not answer. */
    boolean silent;

    /** What refuses the next watches, one each; then they are created. */
    final List<String> refusals = new ArrayList<>();

    /** How new streams end at once, if not OK. */
    Status refusal = Status.OK;

    long revision = 100;
    String version = "3.5.16";

    private final String name = InProcessServerBuilder.generateName();
    private final Server server;

    FakeWatchMember() throws IOException {
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .intercept(new Tokens())
                .addService(this)
                .addService(new MaintenanceGrpc.MaintenanceImplBase() {
                    @Override
                    public void status(StatusRequest request, StreamObserver<StatusResponse> client) {
                        client.onNext(
                                StatusResponse.newBuilder().setVersion(version).build());
                        client.onCompleted();
                    }
                })
                .build()
                .start();
    }

    String endpoint() {
        return "inprocess:" + name;
    }

    void stop() {
        server.shutdownNow();
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> client) {
        opened++;
        if (!refusal.isOk()) {
            client.onError(refusal.asRuntimeException());
        } else {
            streams.add(client);
            ((ServerCallStreamObserver<WatchResponse>) client).setOnCancelHandler(() -> streams.remove(client));
        }
        return new StreamObserver<>() {
            @Override
            public void onNext(WatchRequest request) {
                if (streams.contains(client)) {
                    asked(client, request);
                }
            }

            @Override
            public void onError(Throwable gone) {
                streams.remove(client);
            }

            @Override
            public void onCompleted() {
                streams.remove(client);
            }
        };
    }

    private void asked(StreamObserver<WatchResponse> client, WatchRequest request) {
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> {
                creates.add(request.getCreateRequest());
                if (!silent) {
                    answer(client, request.getCreateRequest().getWatchId());
                }
            }
            case CANCEL_REQUEST -> cancels.add(request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> progressAsked++;
            case REQUESTUNION_NOT_SET -> throw new AssertionError("an empty request");
        }
    }

    private void answer(StreamObserver<WatchResponse> client, long id) {
        if (refusals.isEmpty()) {
            client.onNext(response(id).setCreated(true).build());
        } else {
            client.onNext(response(-1)
                    .setCreated(true)
                    .setCanceled(true)
                    .setCancelReason(refusals.remove(0))
                    .build());
        }
    }

    /** Answers a request that was met with silence. */
    void answer(long id) {
        answer(stream(), id);
    }

    StreamObserver<WatchResponse> stream() {
        return streams.get(streams.size() - 1);
    }

    WatchResponse.Builder response(long id) {
        return WatchResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                .setWatchId(id);
    }

    /** Sends one event for each revision, in one message. */
    void send(long id, long... revisions) {
        WatchResponse.Builder response = response(id);
        for (long each : revisions) {
            response.addEvents(event(each));
        }
        stream().onNext(response.build());
    }

    static Event event(long revision) {
        return Event.newBuilder()
                .setKv(KeyValue.newBuilder()
                        .setKey(ByteString.copyFromUtf8("k"))
                        .setCreateRevision(1)
                        .setModRevision(revision)
                        .setVersion(2))
                .build();
    }

    void progress(long id) {
        stream().onNext(response(id).build());
    }

    void cancel(long id, String reason) {
        stream().onNext(response(id).setCanceled(true).setCancelReason(reason).build());
    }

    void compacted(long id, long compactRevision) {
        stream()
                .onNext(response(id)
                        .setCanceled(true)
                        .setCompactRevision(compactRevision)
                        .build());
    }

    /** Ends the last stream. */
    void end(Status how) {
        StreamObserver<WatchResponse> stream = streams.remove(streams.size() - 1);
        if (how.isOk()) {
            stream.onCompleted();
        } else {
            stream.onError(how.asRuntimeException());
        }
    }

    /** Start revisions that were asked for, in order. */
    List<Long> starts() {
        return creates.stream().map(WatchCreateRequest::getStartRevision).toList();
    }

    private final class Tokens implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            if (call.getMethodDescriptor().equals(WatchGrpc.getWatchMethod())) {
                tokens.add(String.valueOf(headers.get(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER)))
                        + " "
                        + headers.get(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER)));
            }
            return next.startCall(call, headers);
        }
    }
}
