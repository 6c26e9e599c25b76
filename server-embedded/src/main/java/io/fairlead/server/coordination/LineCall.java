package io.fairlead.server.coordination;

import com.google.protobuf.ByteString;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.etcdserverpb.TxnResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One caller in the line of a name: enters it, waits for its turn, may give up. On the call's executor. */
abstract class LineCall<T> implements Waiting<T> {
    private final Node node;
    private final Contenders contenders;
    private final long lease;
    private final Requester requester;
    private final Steps steps;
    private final CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
    private boolean cancelled;
    private @Nullable Turn turn;

    /** @param lease that the caller brought; 0 for none */
    LineCall(Node node, ByteString name, long lease, Requester requester, Executor executor) {
        this.node = node;
        this.contenders = new Contenders(name);
        this.lease = lease;
        this.requester = requester;
        this.steps = new Steps(executor);
    }

    /** Everything after there is a lease. */
    abstract CompletableFuture<Answer<T>> run(long ownLease);

    final void start() {
        var unused = steps.then(ServerLease.orGiven(lease, node, requester), this::run)
                .whenComplete((result, broken) -> {
                    if (result == null) {
                        answer.completeExceptionally(broken == null ? new IllegalStateException("no answer") : broken);
                    } else {
                        answer.complete(result);
                    }
                });
    }

    @Override
    public final CompletableFuture<Answer<T>> answer() {
        return answer;
    }

    @Override
    public final void cancel() {
        steps.go(() -> {
            cancelled = true;
            if (turn != null) {
                turn.cancel();
            }
        });
    }

    final boolean isCancelled() {
        return cancelled;
    }

    final Node node() {
        return node;
    }

    final Requester requester() {
        return requester;
    }

    final Steps steps() {
        return steps;
    }

    final ByteString keyOf(long ownLease) {
        return contenders.keyOf(ownLease);
    }

    /** Puts the key where it is not there yet; answers with what stood there otherwise, and with the head of the line. */
    final CompletableFuture<Answer<TxnResponse>> enter(ByteString key, ByteString value, long ownLease) {
        TxnRequest txn = TxnRequest.newBuilder()
                .addCompare(Contenders.created(key, 0))
                .addSuccess(Contenders.put(key, value, ownLease))
                .addSuccess(Contenders.range(contenders.first()))
                .addFailure(Contenders.range(Contenders.one(key)))
                .addFailure(Contenders.range(contenders.first()))
                .build();
        return node.propose(CommandKind.TXN, txn, requester).thenApply(done -> done.map(TxnResponse.class::cast));
    }

    /** Where the head of the line was created, as the caller entered it. */
    static long head(TxnResponse entered) {
        return entered.getResponses(1).getResponseRange().getKvs(0).getCreateRevision();
    }

    /**
     * Waits until nobody stands before the key, or the caller gives up.
     *
     * @param gone the refusal where the key is gone by then
     */
    final CompletableFuture<Answer<ResponseHeader>> turn(ByteString key, long created, EtcdError gone) {
        Turn waiting = new Turn(node, contenders, key, created, requester, steps);
        turn = waiting;
        if (cancelled) {
            waiting.cancel();
        }
        return waiting.await(gone);
    }

    /** Takes the key out of the line; nobody waits for that. */
    final void leave(ByteString key, long created) {
        var unused = node.propose(CommandKind.TXN, Contenders.leave(key, created), Requester.MEMBER);
    }
}
