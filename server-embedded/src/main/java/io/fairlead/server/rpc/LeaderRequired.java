package io.fairlead.server.rpc;

import io.fairlead.api.error.EtcdError;
import io.fairlead.server.node.Node;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Refuses a call whose metadata say {@code hasleader: true} while this member knows no leader. */
final class LeaderRequired implements ServerInterceptor {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private final Node node;

    LeaderRequired(Node node) {
        this.node = node;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata metadata, ServerCallHandler<Q, P> next) {
        if ("true".equals(metadata.get(HAS_LEADER)) && !node.glance().hasLeader()) {
            call.close(ErrorMapper.toStatus(EtcdError.NO_LEADER).getStatus(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, metadata);
    }
}
