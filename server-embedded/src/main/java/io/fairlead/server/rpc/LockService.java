package io.fairlead.server.rpc;

import io.fairlead.api.pb.v3lockpb.LockGrpc;
import io.fairlead.api.pb.v3lockpb.LockRequest;
import io.fairlead.api.pb.v3lockpb.LockResponse;
import io.fairlead.api.pb.v3lockpb.UnlockRequest;
import io.fairlead.api.pb.v3lockpb.UnlockResponse;
import io.fairlead.server.coordination.LockOperations;
import io.grpc.stub.StreamObserver;

/** etcd's Lock service. */
final class LockService extends LockGrpc.LockImplBase {
    private final LockOperations operations;
    private final Desk desk;

    /** @param desk one {@link Desk#withoutCodes} */
    LockService(LockOperations operations, Desk desk) {
        this.operations = operations;
        this.desk = desk;
    }

    @Override
    public void lock(LockRequest request, StreamObserver<LockResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serveWaiting(
                call,
                (requester, executor) -> operations.lock(request, requester, executor),
                response -> response.toBuilder()
                        .setHeader(desk.headers().at(response.getHeader().getRevision()))
                        .build());
    }

    @Override
    public void unlock(UnlockRequest request, StreamObserver<UnlockResponse> call) {
        if (!desk.admits(call)) {
            return;
        }
        desk.serve(
                call,
                requester -> operations.unlock(request, requester),
                response -> response.toBuilder()
                        .setHeader(desk.headers().at(response.getHeader().getRevision()))
                        .build());
    }
}
