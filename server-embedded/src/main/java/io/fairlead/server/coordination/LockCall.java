package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.v3lockpb.LockRequest;
import io.fairlead.api.pb.v3lockpb.LockResponse;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One caller on the way to a lock. On the call's executor. */
final class LockCall extends LineCall<LockResponse> {
    LockCall(Node node, LockRequest request, Requester requester, Executor executor) {
        super(node, request.getName(), request.getLease(), requester, executor);
    }

    @Override
    CompletableFuture<Answer<LockResponse>> run(long lease) {
        ByteString key = keyOf(lease);
        return steps().then(enter(key, ByteString.EMPTY, lease), txn -> entered(key, txn));
    }

    private CompletableFuture<Answer<LockResponse>> entered(ByteString key, TxnResponse txn) {
        long created = txn.getSucceeded()
                ? txn.getHeader().getRevision()
                : txn.getResponses(0).getResponseRange().getKvs(0).getCreateRevision();
        if (head(txn) == created && !(isCancelled() && txn.getSucceeded())) {
            return held(key, txn.getHeader());
        }
        return steps().then(turn(key, created, EtcdError.SESSION_EXPIRED), header -> held(key, header))
                .whenComplete((result, broken) -> leaveUnlessTaken(key, created, result));
    }

    private static CompletableFuture<Answer<LockResponse>> held(ByteString key, ResponseHeader header) {
        return Steps.done(
                LockResponse.newBuilder().setHeader(header).setKey(key).build());
    }

    /** A caller whose rights changed meanwhile asks again and goes on waiting at its place. */
    private void leaveUnlessTaken(ByteString key, long created, @Nullable Answer<LockResponse> result) {
        if (result instanceof Answer.Refused<LockResponse> refused && refused.error() != EtcdError.AUTH_OLD_REVISION) {
            leave(key, created);
        }
    }
}
