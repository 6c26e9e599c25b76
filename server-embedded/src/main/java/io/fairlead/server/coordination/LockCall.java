package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.api.pb.v3lockpb.LockRequest;
import io.fairlead.api.pb.v3lockpb.LockResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One caller on the way to a lock. On the call's executor. */
final class LockCall implements Waiting<LockResponse> {
    private final Node node;
    private final Contenders contenders;
    private final long lease;
    private final Requester requester;
    private final Steps steps;
    private final CompletableFuture<Answer<LockResponse>> answer = new CompletableFuture<>();
    private boolean cancelled;
    private @Nullable Turn turn;

    LockCall(Node node, LockRequest request, Requester requester, Executor executor) {
        this.node = node;
        this.contenders = new Contenders(request.getName());
        this.lease = request.getLease();
        this.requester = requester;
        this.steps = new Steps(executor);
    }

    void start() {
        var unused = steps.then(ServerLease.orGiven(lease, node, requester), this::enter)
                .whenComplete(this::finish);
    }

    @Override
    public CompletableFuture<Answer<LockResponse>> answer() {
        return answer;
    }

    @Override
    public void cancel() {
        steps.go(() -> {
            cancelled = true;
            if (turn != null) {
                turn.cancel();
            }
        });
    }

    private CompletableFuture<Answer<LockResponse>> enter(long ownLease) {
        ByteString key = contenders.keyOf(ownLease);
        TxnRequest txn = TxnRequest.newBuilder()
                .addCompare(Contenders.created(key, 0))
                .addSuccess(Contenders.put(key, ByteString.EMPTY, ownLease))
                .addSuccess(Contenders.range(contenders.first()))
                .addFailure(Contenders.range(Contenders.one(key)))
                .addFailure(Contenders.range(contenders.first()))
                .build();
        return steps.then(node.propose(CommandKind.TXN, txn, requester), done -> entered(key, (TxnResponse) done));
    }

    private CompletableFuture<Answer<LockResponse>> entered(ByteString key, TxnResponse txn) {
        long created = txn.getSucceeded()
                ? txn.getHeader().getRevision()
                : txn.getResponses(0).getResponseRange().getKvs(0).getCreateRevision();
        long head = txn.getResponses(1).getResponseRange().getKvs(0).getCreateRevision();
        if (head == created && !(cancelled && txn.getSucceeded())) {
            return held(key, txn.getHeader());
        }
        Turn waiting = new Turn(node, contenders, key, created, requester, steps);
        turn = waiting;
        if (cancelled) {
            waiting.cancel();
        }
        return steps.then(waiting.await(EtcdError.SESSION_EXPIRED), header -> held(key, header))
                .whenComplete((result, broken) -> leaveUnlessTaken(key, created, result));
    }

    private static CompletableFuture<Answer<LockResponse>> held(ByteString key, ResponseHeader header) {
        return Steps.done(
                LockResponse.newBuilder().setHeader(header).setKey(key).build());
    }

    /** A caller whose rights changed meanwhile asks again and goes on waiting at its place. */
    private void leaveUnlessTaken(ByteString key, long created, @Nullable Answer<LockResponse> result) {
        if (result instanceof Answer.Refused<LockResponse> refused && refused.error() != EtcdError.AUTH_OLD_REVISION) {
            var unused = node.propose(CommandKind.TXN, Contenders.leave(key, created), Requester.MEMBER);
        }
    }

    private void finish(@Nullable Answer<LockResponse> result, @Nullable Throwable broken) {
        if (result == null) {
            answer.completeExceptionally(broken == null ? new IllegalStateException("no answer") : broken);
        } else {
            answer.complete(result);
        }
    }
}
