package io.fairlead.server.rpc.gateway;

import com.google.protobuf.Message;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.rpc.inside.UnaryCalls;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The methods with one request and one response, and every path of the gateway at which there is no method. */
public final class UnaryGateway implements HttpPage {
    private final UnaryCalls calls;
    private final int bodyBytesMax;

    /**
     * @param calls to the services, inside the JVM
     * @param bodyBytesMax the longest JSON that is read
     */
    public UnaryGateway(UnaryCalls calls, int bodyBytesMax) {
        this.calls = calls;
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
        CompletableFuture<Message> call = calls.call(method, request, headers);
        CompletableFuture<PageAnswer> answer = call.handle((response, refused) -> refused == null
                ? GatewayAnswers.message(response)
                : GatewayAnswers.failure(Status.fromThrowable(refused)));
        var unused = answer.whenComplete((done, broken) -> {
            if (answer.isCancelled()) {
                call.cancel(false);
            }
        });
        return answer;
    }
}
