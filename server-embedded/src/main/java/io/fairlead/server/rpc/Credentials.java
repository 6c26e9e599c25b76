package io.fairlead.server.rpc;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.access.Right;
import io.fairlead.server.access.RpcRights;
import io.fairlead.server.node.Node;
import io.fairlead.server.port.CallLoops;
import io.fairlead.server.tls.CertificateNames;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The outermost door of every call: finds out who makes it, and lets through what the table of rights lets through.
 *
 * <p>Each message of a call is checked when it comes, so that a stream that outlives a right does not outlive it long. What is
 * going to be refused for its form is let through to be refused: etcd tells the form first. A method that the table does not
 * know is refused while authentication is on.
 */
final class Credentials implements ServerInterceptor {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    /** Where the JSON gateway puts it; some clients of gRPC do so too. */
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Node node;
    private final RequestChecks forms;
    private final CallLoops loops;
    private final boolean byCertificate;

    /** @param byCertificate the port verifies certificates of clients, so their common names are users */
    Credentials(Node node, RequestChecks forms, CallLoops loops, boolean byCertificate) {
        this.node = node;
        this.forms = forms;
        this.loops = loops;
        this.byCertificate = byCertificate;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata metadata, ServerCallHandler<Q, P> next) {
        Caller caller = new Caller(node, token(metadata), certified(call));
        Optional<Right> right = RpcRights.of(call.getMethodDescriptor().getFullMethodName());
        Context context = caller.in(Context.current());
        if (!caller.mayBeProvedLater()) {
            return Contexts.interceptCall(
                    context, call, metadata, behindDoor(caller, right, this::catchUp, loops.nearest(), next));
        }
        // The token may have been given out by another member a moment ago: this one may only have to catch up.
        WaitingCall<Q> waiting = new WaitingCall<>();
        ServerCallHandler<Q, P> caughtUp = behindDoor(caller, right, Optional::empty, loops.nearest(), next);
        var unused = node.linearizableReadBarrier()
                .whenCompleteAsync(
                        (applied, broken) -> waiting.goOn(Contexts.interceptCall(context, call, metadata, caughtUp)),
                        loops.nearest());
        return waiting;
    }

    private <Q, P> ServerCallHandler<Q, P> behindDoor(
            Caller caller,
            Optional<Right> right,
            Supplier<Optional<CompletableFuture<?>>> catchUp,
            Executor executor,
            ServerCallHandler<Q, P> next) {
        return (call, metadata) -> new Door<>(
                call, next.startCall(call, metadata), message -> refusal(caller, right, message), catchUp, executor);
    }

    /** Empty where nobody leads, so nobody could tell what is committed. */
    private Optional<CompletableFuture<?>> catchUp() {
        return node.glance().hasLeader() ? Optional.of(node.linearizableReadBarrier()) : Optional.empty();
    }

    /** Why a message goes no further. */
    private Optional<EtcdError> refusal(Caller caller, Optional<Right> right, MessageLite message) {
        if (!node.auth().enabled() || forms.fault(message).isPresent()) {
            return Optional.empty();
        }
        if (right.isEmpty()) {
            return Optional.of(EtcdError.PERMISSION_DENIED);
        }
        return right.get() == Right.WATCH ? Optional.empty() : caller.refusal(right.get(), message);
    }

    private static Optional<String> token(Metadata metadata) {
        return Optional.ofNullable(metadata.get(TOKEN)).or(() -> Optional.ofNullable(metadata.get(AUTHORIZATION)));
    }

    private Optional<String> certified(ServerCall<?, ?> call) {
        return byCertificate
                ? Optional.ofNullable(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
                        .flatMap(CertificateNames::shown)
                        .flatMap(shown -> CertificateNames.of(shown).commonName())
                : Optional.empty();
    }
}
