package io.fairlead.server.rpc;

import io.fairlead.api.error.EtcdError;
import io.fairlead.server.node.Node;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Refuses a call whose metadata say {@code hasleader: true} while this member knows no leader. For one that stays open, see {@link
 * LeaderLoss}.
 */
final class LeaderRequired implements ServerInterceptor {
    private static final Metadata.Key<String> HAS_LEADER =
            Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

    private static final Context.Key<Boolean> ASKED_FOR = Context.key("fairlead-leader-asked-for");

    private final Node node;

    LeaderRequired(Node node) {
        this.node = node;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata metadata, ServerCallHandler<Q, P> next) {
        boolean asked = "true".equals(metadata.get(HAS_LEADER));
        if (asked && !node.glance().hasLeader()) {
            call.close(ErrorMapper.toStatus(EtcdError.NO_LEADER).getStatus(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        if (!asked) {
            return next.startCall(call, metadata);
        }
        return Contexts.interceptCall(Context.current().withValue(ASKED_FOR, true), call, metadata, next);
    }

    /** Whether the call that is being taken on this thread wants a leader for as long as it lasts. */
    static boolean isAskedFor() {
        return Boolean.TRUE.equals(ASKED_FOR.get());
    }
}
