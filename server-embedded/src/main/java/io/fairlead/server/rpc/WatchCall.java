package io.fairlead.server.rpc;

import com.google.protobuf.ByteString;
import io.fairlead.api.Bytes;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest;
import io.fairlead.api.pb.etcdserverpb.WatchCreateRequest.FilterType;
import io.fairlead.api.pb.etcdserverpb.WatchRequest;
import io.fairlead.server.watch.WatchOutlet;
import io.fairlead.server.watch.WatchReply;
import io.fairlead.server.watch.WatchSpec;
import io.fairlead.server.watch.WatchStream;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch call: requests go to its stream, replies wait here until the call is ready to write.
 *
 * <p>The watch loop puts replies in; they are written on the connection's event loop. What waits is bounded: events by the
 * credit, answers to requests by how many requests are let in before their predecessors are dealt with and their answers
 * written.
 */
final class WatchCall implements WatchOutlet, StreamObserver<WatchRequest>, LeaderLoss.Listener {
    /** What may wait before the stream's watchers have to wait themselves. */
    private static final int CREDIT_BYTES = 1 << 20;

    private static final int REQUESTS_AHEAD = 32;

    private final ServerCallStreamObserver<WatchFrame> call;
    private final Executor executor;
    private final WatchFrames frames;
    private final Consumer<WatchCall> whenOver;

    private final Queue<WatchReply> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();

    /** Requests that were dealt with and not yet replaced by others. */
    private final AtomicInteger requestsDone = new AtomicInteger();

    private final OneAtATime writing = new OneAtATime(this::write);

    /** The watch loop found no room and waits to hear of some. */
    private volatile boolean wantsRoom;

    private volatile @Nullable EtcdError ending;

    /** Set once, by who writes or by the client's going away. */
    private volatile boolean over;

    private volatile @Nullable WatchStream stream;

    WatchCall(
            ServerCallStreamObserver<WatchFrame> call,
            Executor executor,
            WatchFrames frames,
            Consumer<WatchCall> whenOver) {
        this.call = call;
        this.executor = executor;
        this.frames = frames;
        this.whenOver = whenOver;
    }

    /** Takes requests from now on. */
    void begin(WatchStream opened) {
        stream = opened;
        call.disableAutoRequest();
        call.setOnReadyHandler(writing::run);
        call.setOnCancelHandler(this::finish);
        call.request(REQUESTS_AHEAD);
    }

    @Override
    public void leaderLost() {
        end(EtcdError.NO_LEADER);
    }

    // What the client says.

    @Override
    public void onNext(WatchRequest request) {
        WatchStream to = stream;
        if (to == null) {
            return;
        }
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(to, request.getCreateRequest());
            case CANCEL_REQUEST -> to.cancel(request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> to.requestProgress();
            case REQUESTUNION_NOT_SET -> {
                requestDone();
                flush();
            }
        }
    }

    private static void create(WatchStream to, WatchCreateRequest request) {
        if (request.getFiltersList().contains(FilterType.UNRECOGNIZED)) {
            to.refuse("mvcc: watcher filter is unknown");
            return;
        }
        to.create(new WatchSpec(
                bytes(request.getKey()),
                bytes(request.getRangeEnd()),
                request.getStartRevision(),
                request.getPrevKv(),
                request.getProgressNotify(),
                request.getFragment(),
                !request.getFiltersList().contains(FilterType.NOPUT),
                !request.getFiltersList().contains(FilterType.NODELETE),
                request.getWatchId()));
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.unsafeWrap(bytes.toByteArray());
    }

    @Override
    public void onError(Throwable cause) {
        finish();
    }

    /** The client asks for nothing more. As in etcd its watchers live on until it goes away. */
    @Override
    public void onCompleted() {}

    // What the watch loop says.

    @Override
    public boolean hasRoom() {
        if (queuedBytes.get() < CREDIT_BYTES) {
            return true;
        }
        wantsRoom = true;
        return queuedBytes.get() < CREDIT_BYTES;
    }

    @Override
    public void take(WatchReply reply) {
        queuedBytes.addAndGet(reply.size());
        queue.add(reply);
    }

    @Override
    public void requestDone() {
        requestsDone.incrementAndGet();
    }

    @Override
    public void flush() {
        if (over) {
            return;
        }
        try {
            executor.execute(writing::run);
        } catch (RejectedExecutionException e) {
            // The event loops have ended, and every connection with them: there is nobody to tell.
            over = true;
        }
    }

    @Override
    public void end(EtcdError why) {
        if (ending == null) {
            ending = why;
        }
        flush();
    }

    // Writing.

    private void write() {
        if (over) {
            queue.clear();
            return;
        }
        while (call.isReady()) {
            WatchReply reply = queue.poll();
            if (reply == null) {
                break;
            }
            queuedBytes.addAndGet(-reply.size());
            write(reply);
        }
        EtcdError why = ending;
        if (why != null) {
            finish();
            call.onError(ErrorMapper.toStatus(why));
            return;
        }
        askForMore();
    }

    private void askForMore() {
        WatchStream from = stream;
        if (from == null || queuedBytes.get() >= CREDIT_BYTES) {
            return;
        }
        if (wantsRoom) {
            wantsRoom = false;
            from.roomAgain();
        }
        int done = requestsDone.getAndSet(0);
        if (done > 0) {
            call.request(done);
        }
    }

    private void write(WatchReply reply) {
        frames.of(reply).forEach(call::onNext);
    }

    /** The call is over: the stream ends with it. */
    private void finish() {
        over = true;
        queue.clear();
        WatchStream open = stream;
        if (open != null) {
            open.close();
        }
        whenOver.accept(this);
    }
}
