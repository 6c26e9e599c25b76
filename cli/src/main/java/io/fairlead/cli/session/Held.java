package io.fairlead.cli.session;

import com.google.protobuf.ByteString;
import io.fairlead.api.FairleadException;
import io.fairlead.api.concurrency.Hold;
import io.fairlead.api.concurrency.Session;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.cli.command.Invocation;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What a command waits for, and then holds until it is interrupted or its session has ended. */
final class Held {
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final String expired;
    private final Invocation call;

    /** @param expired what is said when the session ends */
    Held(Session session, String expired, Invocation call) {
        this.expired = expired;
        this.call = call;
        CompletionStage<Boolean> unused = session.ended().thenApply(change -> over.complete(false));
    }

    /**
     * Waits to get it.
     *
     * @throws CommandFailure if somebody interrupts before
     */
    <T> T await(CompletableFuture<T> wanted) {
        call.console().terminal().onInterrupt(() -> {
            wanted.cancel(false);
            over.complete(true);
        });
        try {
            return wanted.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof FairleadException failure) {
                throw failure;
            }
            throw e;
        } catch (java.util.concurrent.CancellationException e) {
            throw CommandFailure.error("context canceled");
        }
    }

    /**
     * Shows the key, and waits for the end.
     *
     * @return the number for the shell, after an interrupt
     * @throws CommandFailure if it was lost
     */
    int showAndHold(Hold hold) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFrom(hold.key().toByteArray()))
                .build();
        RangeResponse key = call.connections().ask(KVGrpc.getRangeMethod(), request);
        if (key.getKvsCount() == 0) {
            throw CommandFailure.error("lock lost on init");
        }
        call.printer().get(key);
        call.console().out().flush();
        hold.onLost(() -> over.complete(false));
        if (!over.join()) {
            throw CommandFailure.error(expired);
        }
        return ExitCode.SUCCESS;
    }
}
