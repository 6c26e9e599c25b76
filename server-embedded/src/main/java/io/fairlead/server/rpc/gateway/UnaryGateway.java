package io.fairlead.server.rpc.gateway;

import com.google.protobuf.Message;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The methods with one request and one response, and every path of the gateway at which there is no method. */
public final class UnaryGateway implements HttpPage {
    private final Channel channel;
    private final int bodyBytesMax;

    /**
     * @param channel to the services, inside the JVM
     * @param bodyBytesMax the longest JSON that is read
     */
    public UnaryGateway(Channel channel, int bodyBytesMax) {
        this.channel = channel;
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    public boolean serves(String path) {
        return Routes.covers(path);
    }

    @Override
    public int bodyBytesMax() {
        return bodyBytesMax;
    }

    @Override
    public CompletableFuture<PageAnswer> answer(PageRequest request) {
        Optional<MethodDescriptor<Message, Message>> method = Routes.find(request.path());
        if (method.isEmpty()) {
            return CompletableFuture.completedFuture(GatewayAnswers.failure(Status.Code.NOT_FOUND, "Not Found"));
        }
        if (!request.method().equals("POST")) {
            return CompletableFuture.completedFuture(
                    GatewayAnswers.failure(Status.Code.UNIMPLEMENTED, "Method Not Allowed"));
        }
        try {
            return call(
                    method.get(),
                    MessageReader.read(Routes.emptyRequest(method.get()), request.body()),
                    CallHeaders.of(request));
        } catch (BadJsonException e) {
            return CompletableFuture.completedFuture(
                    GatewayAnswers.failure(Status.Code.INVALID_ARGUMENT, String.valueOf(e.getMessage())));
        }
    }

    private CompletableFuture<PageAnswer> call(
            MethodDescriptor<Message, Message> method, Message request, Metadata headers) {
        CompletableFuture<PageAnswer> promise = new CompletableFuture<>();
        ClientCall<Message, Message> call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(new Response(promise), headers);
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

    /** The one response, or the failure. */
    private static final class Response extends ClientCall.Listener<Message> {
        private final CompletableFuture<PageAnswer> promise;
        private @Nullable Message message;

        Response(CompletableFuture<PageAnswer> promise) {
            this.promise = promise;
        }

        @Override
        public void onMessage(Message response) {
            message = response;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            promise.complete(
                    status.isOk() && message != null
                            ? GatewayAnswers.message(message)
                            : GatewayAnswers.failure(status));
        }
    }
}
