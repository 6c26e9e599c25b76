package io.fairlead.server.rpc.inside;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls with one request and one response. Safe from any thread. */
public final class UnaryCalls {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;

    public UnaryCalls(Channel channel) {
        this.channel = channel;
    }

    /** Headers that say who calls. */
    public static Metadata withToken(String token) {
        Metadata headers = new Metadata();
        headers.put(TOKEN, token);
        return headers;
    }

    /**
     * Calls.
     *
     * @return completes on a thread of the service, with a {@link io.grpc.StatusException} where it refuses; cancelling it
     *     cancels the call
     */
    public <Q, P> CompletableFuture<P> call(MethodDescriptor<Q, P> method, Q request, Metadata headers) {
        CompletableFuture<P> promise = new CompletableFuture<>();
        ClientCall<Q, P> call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(new Response<>(promise), headers);
        call.sendMessage(request);
        call.halfClose();
        call.request(2);
        var unused = promise.whenComplete((answer, broken) -> {
            if (promise.isCancelled()) {
                call.cancel("the client went away", null);
            }
        });
        return promise;
    }

    private static final class Response<P> extends ClientCall.Listener<P> {
        private final CompletableFuture<P> promise;
        private @Nullable P message;

        Response(CompletableFuture<P> promise) {
            this.promise = promise;
        }

        @Override
        public void onMessage(P response) {
            message = response;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            P response = message;
            if (status.isOk() && response != null) {
                promise.complete(response);
            } else {
                promise.completeExceptionally(
                        (status.isOk() ? Status.INTERNAL.withDescription("no response") : status).asException());
            }
        }
    }
}
