package io.fairlead.server.coordination;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeRequest;
import io.fairlead.api.pb.etcdserverpb.DeleteRangeResponse;
import io.fairlead.api.pb.v3lockpb.LockRequest;
import io.fairlead.api.pb.v3lockpb.LockResponse;
import io.fairlead.api.pb.v3lockpb.UnlockRequest;
import io.fairlead.api.pb.v3lockpb.UnlockResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The lock service. Safe from any thread; headers of responses hold the revision alone. */
public final class LockOperations {
    private final Node node;

    public LockOperations(Node node) {
        this.node = node;
    }

    /**
     * Waits for the lock and takes it; at once where the lease holds it. Refused as LEASE_NOT_FOUND, as SESSION_EXPIRED where the
     * lease ended while it waited, or as the node refuses; then the line holds no key of this call.
     *
     * @param executor runs one thing at a time; the call's own work
     */
    public Waiting<LockResponse> lock(LockRequest request, Requester requester, Executor executor) {
        LockCall call = new LockCall(node, request, requester, executor);
        call.start();
        return call;
    }

    /** Deletes the key, whoever holds it. */
    public CompletableFuture<Answer<UnlockResponse>> unlock(UnlockRequest request, Requester requester) {
        if (request.getKey().isEmpty()) {
            return CompletableFuture.completedFuture(Answer.refused(EtcdError.EMPTY_KEY));
        }
        DeleteRangeRequest delete =
                DeleteRangeRequest.newBuilder().setKey(request.getKey()).build();
        return node.propose(CommandKind.DELETE_RANGE, delete, requester)
                .thenApply(answer -> answer.map(done -> UnlockResponse.newBuilder()
                        .setHeader(((DeleteRangeResponse) done).getHeader())
                        .build()));
    }
}
