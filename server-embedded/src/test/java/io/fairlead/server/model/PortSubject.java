package io.fairlead.server.model;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdErrors;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVRequest;
import io.fairlead.api.pb.etcdserverpb.HashKVResponse;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseKeepAliveResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseLeasesRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseTimeToLiveResponse;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchResponse;
import io.fairlead.server.embed.FairleadServer;
import io.fairlead.server.embed.ServerConfig;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A whole member, asked over gRPC. Time is real here, so leases live long and nothing waits for their end. */
final class PortSubject implements Subject {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How much of a lease's time may go by, or be added by a change of leader, while a trial runs. */
    private static final long TTL_TOLERANCE_SECONDS = 60;

    private final Path directory;
    private final int maxTxnOps;
    private FairleadServer server;
    private ManagedChannel channel;
    private final List<PortWatchers> streams = new ArrayList<>();
    private final List<Integer> broken = new ArrayList<>();

    PortSubject(Path directory, int maxTxnOps) {
        this.directory = directory;
        this.maxTxnOps = maxTxnOps;
        this.server = start();
        this.channel = connect();
    }

    private FairleadServer start() {
        try {
            FairleadServer started = FairleadServer.start(ServerConfig.builder()
                    .name("model")
                    .dataDir(directory)
                    .listenPeerUrls("http://127.0.0.1:0")
                    .listenClientUrls("http://127.0.0.1:0")
                    .heartbeatInterval(Duration.ofMillis(100))
                    .electionTimeout(Duration.ofMillis(1000))
                    .txnOpsMax(maxTxnOps)
                    .unsafeNoFsync(true)
                    .build());
            started.awaitReady(PATIENCE);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private ManagedChannel connect() {
        URI url = URI.create(server.clientUrls().get(0));
        ManagedChannel opened = NettyChannelBuilder.forAddress(url.getHost(), url.getPort())
                .usePlaintext()
                .build();
        streams.clear();
        IntStream.range(0, STREAMS).forEach(stream -> streams.add(new PortWatchers(stream, opened)));
        return opened;
    }

    @Override
    public Answer<? extends Message> call(StepKind kind, Message request) {
        try {
            return Answer.ok(withRevisionAlone(answer(kind, request)));
        } catch (StatusRuntimeException e) {
            return Answer.refused(
                    EtcdErrors.parse(e.getStatus().getCode(), e.getStatus().getDescription())
                            .orElseThrow(() -> e));
        }
    }

    private Message answer(StepKind kind, Message request) {
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE);
        LeaseGrpc.LeaseBlockingStub leases = LeaseGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE);
        return switch (kind) {
            case RANGE -> kv.range((RangeRequest) request);
            case PUT -> kv.put((PutRequest) request);
            case DELETE -> kv.deleteRange((DeleteRangeRequest) request);
            case TXN -> kv.txn((TxnRequest) request);
            case COMPACT -> kv.compact((CompactionRequest) request);
            case HASH ->
                MaintenanceGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(PATIENCE)
                        .hashKV((HashKVRequest) request);
            case GRANT -> leases.leaseGrant((LeaseGrantRequest) request);
            case REVOKE -> leases.leaseRevoke((LeaseRevokeRequest) request);
            case KEEP_ALIVE -> keepAlive((LeaseKeepAliveRequest) request);
            case TIME_TO_LIVE -> withoutTime(leases.leaseTimeToLive((LeaseTimeToLiveRequest) request));
            case LEASES -> leases.leaseLeases((LeaseLeasesRequest) request);
            default -> throw new IllegalArgumentException(kind + " is no request");
        };
    }

    /** What is left of a lease as if no time had gone by since it was granted, if little has. */
    private static LeaseTimeToLiveResponse withoutTime(LeaseTimeToLiveResponse response) {
        return response.getGrantedTTL() > 0
                        && Math.abs(response.getTTL() - response.getGrantedTTL()) <= TTL_TOLERANCE_SECONDS
                ? response.toBuilder().setTTL(response.getGrantedTTL()).build()
                : response;
    }

    private LeaseKeepAliveResponse keepAlive(LeaseKeepAliveRequest request) {
        Received<LeaseKeepAliveResponse> received = new Received<>();
        StreamObserver<LeaseKeepAliveRequest> requests =
                LeaseGrpc.newStub(channel).withDeadlineAfter(PATIENCE).leaseKeepAlive(received);
        requests.onNext(request);
        LeaseKeepAliveResponse response = received.next();
        requests.onCompleted();
        return response;
    }

    static Message withRevisionAlone(Message response) {
        FieldDescriptor header = response.getDescriptorForType().findFieldByName("header");
        return response.toBuilder()
                .setField(
                        header,
                        ResponseHeader.newBuilder()
                                .setRevision(((ResponseHeader) response.getField(header)).getRevision())
                                .build())
                .build();
    }

    @Override
    public void act(StepKind kind) {
        if (kind == StepKind.RESTART) {
            channel.shutdownNow();
            server.close();
            server = start();
            channel = connect();
            IntStream.range(0, STREAMS).forEach(broken::add);
        }
        // The rest is about hands that drive loops; here nobody does.
    }

    @Override
    public long graceMillis() {
        return 0;
    }

    @Override
    public void elapse(long millis) {
        throw new IllegalArgumentException("real time passes by itself");
    }

    @Override
    public WatchResponse watch(int number, WatchCreateRequest request) {
        return streams.get(Subject.streamOf(number)).watch(number, request);
    }

    @Override
    public void cancel(int number) {
        streams.get(Subject.streamOf(number)).cancel(number);
    }

    @Override
    public void requestProgress(int stream) {
        streams.get(stream).requestProgress();
    }

    @Override
    public List<Told> told() {
        return streams.stream().flatMap(stream -> stream.takeTold().stream()).toList();
    }

    @Override
    public boolean isUpToDate(int stream) {
        return true;
    }

    @Override
    public boolean awaitMore(int stream) {
        return streams.get(stream).awaitMore();
    }

    @Override
    public List<Integer> broken() {
        List<Integer> taken = List.copyOf(broken);
        broken.clear();
        return taken;
    }

    @Override
    public List<Long> recordCounts() {
        return List.of();
    }

    @Override
    public List<Answer<HashKVResponse>> hashes(long revision) {
        return List.of(call(
                        StepKind.HASH,
                        HashKVRequest.newBuilder().setRevision(revision).build())
                .map(HashKVResponse.class::cast));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.close();
    }

    /** The responses of a stream, in order, for a caller that waits for them. */
    static final class Received<T> implements StreamObserver<T> {
        private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();
        private volatile @Nullable Throwable error;

        /** The next one, or empty-handed null when patience ends. */
        @Nullable
        T poll() {
            try {
                return queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        T next() {
            T next = poll();
            if (next == null) {
                throw new AssertionError("nothing comes", error);
            }
            return next;
        }

        /** The next one if it is there. */
        @Nullable
        T now() {
            return queue.poll();
        }

        @Override
        public void onNext(T value) {
            queue.add(value);
        }

        @Override
        public void onError(Throwable cause) {
            error = cause;
        }

        @Override
        public void onCompleted() {}
    }
}
