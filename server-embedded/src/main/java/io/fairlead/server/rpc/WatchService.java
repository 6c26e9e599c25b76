package io.fairlead.server.rpc;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.server.node.Node;
import io.fairlead.server.port.CallLoops;
import io.fairlead.server.watch.WatchStream;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** etcd's Watch service. Safe from any thread. */
final class WatchService implements BindableService, AutoCloseable {
    private final Node node;
    private final Desk desk;
    private final CallLoops loops;
    private final WatchPermits permits;
    private final LeaderLoss leaderLoss;
    private final WatchFrames frames;
    private final long progressNanos;

    /** The calls that are open. */
    private final Set<WatchCall> calls = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /** @param fragmentBytesMax responses that may come in pieces are cut below this size */
    WatchService(
            Node node, Desk desk, CallLoops loops, WatchPermits permits, int fragmentBytesMax, StreamOptions options) {
        this.node = node;
        this.desk = desk;
        this.loops = loops;
        this.permits = permits;
        this.leaderLoss = new LeaderLoss(node, loops, options.electionTimeout());
        this.frames = new WatchFrames(desk.headers(), fragmentBytesMax);
        this.progressNanos = options.watchProgressInterval().toNanos();
    }

    @Override
    public ServerServiceDefinition bindService() {
        MethodDescriptor<WatchRequest, WatchFrame> method = WatchGrpc.getWatchMethod().toBuilder(
                        WatchGrpc.getWatchMethod().getRequestMarshaller(), WatchFrame.MARSHALLER)
                .build();
        return ServerServiceDefinition.builder(WatchGrpc.SERVICE_NAME)
                .addMethod(method, ServerCalls.asyncBidiStreamingCall(this::watch))
                .build();
    }

    private StreamObserver<WatchRequest> watch(StreamObserver<WatchFrame> responses) {
        ServerCallStreamObserver<WatchFrame> call = (ServerCallStreamObserver<WatchFrame>) responses;
        if (!desk.admits(call)) {
            return new Deaf();
        }
        WatchCall watch = new WatchCall(call, loops.nearest(), frames, this::over);
        Answer<WatchStream> opened = node.openWatchStream(watch, permits.of(Caller.current()), progressNanos);
        if (opened instanceof Answer.Refused<WatchStream> refused) {
            desk.refuse(call, refused.error());
            return new Deaf();
        }
        calls.add(watch);
        watch.begin(((Answer.Ok<WatchStream>) opened).value());
        if (LeaderRequired.isAskedFor()) {
            leaderLoss.add(watch);
        }
        if (closed) {
            watch.end(EtcdError.STOPPED);
        }
        return watch;
    }

    private void over(WatchCall watch) {
        calls.remove(watch);
        leaderLoss.remove(watch);
    }

    /** Ends the streams; new ones end at once. */
    @Override
    public void close() {
        closed = true;
        leaderLoss.close();
        calls.forEach(call -> call.end(EtcdError.STOPPED));
    }

    /** Hears what the client of a refused call still says. */
    private static final class Deaf implements StreamObserver<WatchRequest> {
        @Override
        public void onNext(WatchRequest request) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
