package io.fairlead.server.transport.grpc;

import io.fairlead.server.pb.peer.PeerGrpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Received snapshots are written to files, so their calls leave the event loops. All other calls stay. */
final class SnapshotCallsApart implements ServerCallExecutorSupplier {
    private final ExecutorService threads;

    SnapshotCallsApart(ExecutorService threads) {
        this.threads = threads;
    }

    @Override
    public <Q, P> @Nullable Executor getExecutor(ServerCall<Q, P> call, Metadata metadata) {
        boolean snapshot = call.getMethodDescriptor()
                .getFullMethodName()
                .equals(PeerGrpc.getInstallSnapshotMethod().getFullMethodName());
        return snapshot ? this::runApart : null;
    }

    /** With all threads busy the step runs where it is: slow, but the call still ends. */
    private void runApart(Runnable step) {
        try {
            threads.execute(step);
        } catch (RejectedExecutionException e) {
            step.run();
        }
    }
}
