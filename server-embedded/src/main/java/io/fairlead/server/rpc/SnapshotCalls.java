package io.fairlead.server.rpc;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.SnapshotResponse;
import io.fairlead.server.node.Node;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The snapshots that clients fetch. They are read from the disk on two threads of their own, in turns as the clients take what
 * was sent, so a slow client holds no thread. What it does hold is files of the state that would otherwise go; so there is a
 * bound of clients.
 */
final class SnapshotCalls implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int CALLS_MAX = 16;
    private static final int STOP_TIMEOUT_SECONDS = 10;

    private final Node node;
    private final String version;
    private final AtomicInteger open = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "fairlead-snapshot");
        thread.setDaemon(true);
        return thread;
    });

    /** @param version the release of etcd whose files these are */
    SnapshotCalls(Node node, String version) {
        this.node = node;
        this.version = version;
    }

    /** Answers a call with the state as it is now. Any thread; does not block. */
    void begin(ServerCallStreamObserver<SnapshotResponse> call) {
        if (open.incrementAndGet() > CALLS_MAX) {
            open.decrementAndGet();
            call.onError(ErrorMapper.toStatus(EtcdError.TOO_MANY_REQUESTS));
            return;
        }
        try {
            new SnapshotCall(call, node.openDatabase(), version, this::run, open::decrementAndGet).start();
        } catch (IOException e) {
            open.decrementAndGet();
            SnapshotCall.fail(call, e);
        }
    }

    /** Once the threads are gone the only work left is to let go of a call, which may happen anywhere. */
    private void run(Runnable turn) {
        try {
            threads.execute(turn);
        } catch (RejectedExecutionException e) {
            turn.run();
        }
    }

    /** To be closed when no call is open any more. Blocks until the turns under way have ended. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
