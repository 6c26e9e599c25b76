package io.fairlead.server.transport.grpc;

import io.fairlead.server.pb.peer.PeerGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Lets in who belongs to this cluster and means this member; says to everybody else in words why not. */
final class PeerGate implements ServerInterceptor {
    static final Context.Key<PeerInbox> INBOX = Context.key("fairlead-peer-inbox");
    static final Context.Key<Handshake> HANDSHAKE = Context.key("fairlead-peer-handshake");

    private static final System.Logger LOG = System.getLogger(PeerGate.class.getName());

    /** A stranger that knocks under ever new names must not fill our log. */
    private static final int LOGGED_MAX = 64;

    private final Set<String> logged = ConcurrentHashMap.newKeySet();
    private volatile @Nullable PeerInbox inbox;

    /** Why a call is not let in. */
    record Refused(Handshake.Refusal refusal, String why) {
        StatusException toException() {
            return refusal.toException(why);
        }
    }

    void attach(@Nullable PeerInbox newInbox) {
        inbox = newInbox;
    }

    @Override
    public <Q, P> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, P> call, Metadata metadata, ServerCallHandler<Q, P> next) {
        PeerInbox home = inbox;
        if (home == null) {
            return refuse(call, Status.UNAVAILABLE.withDescription("this member is not ready"), new Metadata());
        }
        Handshake handshake;
        try {
            handshake = Handshake.of(metadata);
        } catch (IllegalArgumentException e) {
            return refuse(call, Status.INVALID_ARGUMENT.withDescription(e.getMessage()), new Metadata());
        }
        boolean open = call.getMethodDescriptor()
                .getFullMethodName()
                .equals(PeerGrpc.getListMembersMethod().getFullMethodName());
        Optional<Refused> refused = judge(handshake, home, open);
        if (refused.isPresent()) {
            logOnce(refused.get().why());
            return refuse(
                    call,
                    Status.FAILED_PRECONDITION.withDescription(refused.get().why()),
                    refused.get().refusal().trailers());
        }
        Context context = Context.current().withValue(INBOX, home).withValue(HANDSHAKE, handshake);
        return Contexts.interceptCall(context, call, metadata, next);
    }

    private static Optional<Refused> judge(Handshake handshake, PeerInbox home, boolean openToStrangers) {
        PeerIdentity self = home.self();
        if (handshake.version() != Handshake.VERSION) {
            return Optional.of(new Refused(
                    Handshake.Refusal.OTHER_VERSION,
                    "member " + hex(handshake.from()) + " speaks version " + handshake.version()
                            + " of the peer protocol, member " + hex(self.memberId()) + " version "
                            + Handshake.VERSION));
        }
        if (openToStrangers && handshake.clusterId() == 0) {
            return Optional.empty();
        }
        if (handshake.clusterId() != self.clusterId()) {
            return Optional.of(new Refused(
                    Handshake.Refusal.OTHER_CLUSTER,
                    "cluster id mismatch: member " + hex(handshake.from()) + " belongs to cluster "
                            + hex(handshake.clusterId()) + ", member " + hex(self.memberId()) + " to cluster "
                            + hex(self.clusterId())
                            + "; members of one cluster need the same initial cluster and initial cluster token"));
        }
        if (handshake.to() != self.memberId()) {
            return Optional.of(new Refused(
                    Handshake.Refusal.OTHER_MEMBER,
                    "member " + hex(handshake.from()) + " looks for member " + hex(handshake.to()) + " where member "
                            + hex(self.memberId()) + " listens"));
        }
        return removal(handshake, home);
    }

    /** Asked again for each batch of a stream that is open: its sender may have been removed since it was let in. */
    static Optional<Refused> removal(Handshake handshake, PeerInbox home) {
        return home.answers().isRemoved(handshake.from())
                ? Optional.of(new Refused(
                        Handshake.Refusal.REMOVED,
                        "member " + hex(handshake.from()) + " has been removed from cluster "
                                + hex(home.self().clusterId())))
                : Optional.empty();
    }

    private void logOnce(String why) {
        if (logged.size() < LOGGED_MAX && logged.add(why)) {
            LOG.log(Level.WARNING, "refused a peer: " + why);
        }
    }

    private static <Q, P> ServerCall.Listener<Q> refuse(ServerCall<Q, P> call, Status status, Metadata trailers) {
        call.close(status, trailers);
        return new ServerCall.Listener<>() {};
    }

    private static String hex(long id) {
        return Long.toHexString(id);
    }
}
