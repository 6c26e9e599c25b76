package io.fairlead.client.lease;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A member with leases whose answers are in the test's hand, in this JVM and in the thread that asks. What it does is noted:
 * {@code open}, {@code ask ID}, {@code gone} for streams, and {@code grant ID}, {@code revoke ID}, {@code ttl ID} for calls.
 */
final class FakeLessor extends LeaseGrpc.LeaseImplBase {
    /** What is done with a request on a stream. */
    enum Manner {
        ANSWER,
        HOLD,
        END_IN_GOOD_ORDER,
        BREAK
    }

    /** What is done with a single call, before its usual answer comes to pass. */
    enum Turn {
        /** Carries it out, and breaks the connection instead of answering. */
        LOSE_ANSWER,
        /** Says that the lease exists. */
        REFUSE_AS_EXISTING,
        /** Takes it and never answers. */
        HANG
    }

    final List<String> notes = new ArrayList<>();
    final Map<Long, Long> leases = new HashMap<>();

    /** The streams that are open, the last one last. */
    final Deque<StreamObserver<LeaseKeepAliveResponse>> streams = new ArrayDeque<>();

    /** What happens to the next calls, in order; then they are answered. */
    final Deque<Turn> turns = new ArrayDeque<>();

    Manner manner = Manner.ANSWER;

    /** What happens to a stream that is opened; null lets it live. */
    Status refusal = Status.OK;

    private final String name = InProcessServerBuilder.generateName();
    private final Server server;

    FakeLessor() throws IOException {
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(this)
                .build()
                .start();
    }

    String endpoint() {
        return "inprocess:" + name;
    }

    void stop() {
        server.shutdownNow();
    }

    long count(String note) {
        return notes.stream().filter(note::equals).count();
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(StreamObserver<LeaseKeepAliveResponse> client) {
        notes.add("open");
        if (!refusal.isOk()) {
            client.onError(refusal.asRuntimeException());
        } else {
            streams.add(client);
            ((ServerCallStreamObserver<LeaseKeepAliveResponse>) client).setOnCancelHandler(() -> {
                streams.remove(client);
                notes.add("gone");
            });
        }
        return new StreamObserver<>() {
            @Override
            public void onNext(LeaseKeepAliveRequest request) {
                if (streams.contains(client)) {
                    notes.add("ask " + request.getID());
                    asked(client, request.getID());
                }
            }

            @Override
            public void onError(Throwable cancelled) {
                streams.remove(client);
            }

            @Override
            public void onCompleted() {
                streams.remove(client);
            }
        };
    }

    private void asked(StreamObserver<LeaseKeepAliveResponse> client, long id) {
        switch (manner) {
            case ANSWER -> answer(client, id, leases.getOrDefault(id, 0L));
            case HOLD -> {}
            case END_IN_GOOD_ORDER -> end(client, Status.OK);
            case BREAK -> end(client, Status.UNAVAILABLE);
        }
    }

    void answer(long id, long ttlSeconds) {
        answer(streams.getLast(), id, ttlSeconds);
    }

    private static void answer(StreamObserver<LeaseKeepAliveResponse> client, long id, long ttlSeconds) {
        client.onNext(LeaseKeepAliveResponse.newBuilder()
                .setHeader(header())
                .setID(id)
                .setTTL(ttlSeconds)
                .build());
    }

    void endStream(Status status) {
        end(streams.getLast(), status);
    }

    private void end(StreamObserver<LeaseKeepAliveResponse> client, Status status) {
        streams.remove(client);
        if (status.isOk()) {
            client.onCompleted();
        } else {
            client.onError(status.asRuntimeException());
        }
    }

    @Override
    public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> client) {
        notes.add("grant " + request.getID());
        Turn turn = turns.poll();
        if (turn == Turn.REFUSE_AS_EXISTING || leases.containsKey(request.getID())) {
            refuse(client, EtcdError.LEASE_EXISTS);
            return;
        }
        leases.put(request.getID(), request.getTTL());
        finish(
                client,
                turn,
                LeaseGrantResponse.newBuilder()
                        .setHeader(header())
                        .setID(request.getID())
                        .setTTL(request.getTTL())
                        .build());
    }

    @Override
    public void leaseRevoke(LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> client) {
        notes.add("revoke " + request.getID());
        if (leases.remove(request.getID()) == null) {
            refuse(client, EtcdError.LEASE_NOT_FOUND);
            return;
        }
        finish(
                client,
                turns.poll(),
                LeaseRevokeResponse.newBuilder().setHeader(header()).build());
    }

    @Override
    public void leaseTimeToLive(LeaseTimeToLiveRequest request, StreamObserver<LeaseTimeToLiveResponse> client) {
        notes.add("ttl " + request.getID());
        long ttl = leases.getOrDefault(request.getID(), -1L);
        client.onNext(LeaseTimeToLiveResponse.newBuilder()
                .setHeader(header())
                .setID(request.getID())
                .setTTL(ttl)
                .setGrantedTTL(Math.max(0, ttl))
                .build());
        client.onCompleted();
    }

    private static <A> void finish(StreamObserver<A> client, @org.jspecify.annotations.Nullable Turn turn, A answer) {
        if (turn == Turn.LOSE_ANSWER) {
            client.onError(Status.UNAVAILABLE.asRuntimeException());
        } else if (turn != Turn.HANG) {
            client.onNext(answer);
            client.onCompleted();
        }
    }

    private static void refuse(StreamObserver<?> client, EtcdError error) {
        client.onError(error.code().toStatus().withDescription(error.text()).asRuntimeException());
    }

    private static ResponseHeader header() {
        return ResponseHeader.newBuilder().setMemberId(1).setRevision(5).build();
    }
}
