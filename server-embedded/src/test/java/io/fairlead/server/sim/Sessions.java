package io.fairlead.server.sim;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.Outcome;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.History;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Calls about keys as the client library makes them: written down when they begin and end, and tried again by its rules. A read may
 * be tried again where another member might do better; what may change something only if it is proved that it was not done.
 */
final class Sessions {
    private static final int ATTEMPTS_MAX = 4;

    private final SimCluster cluster;
    private final ClientCalls calls;
    private final History history;
    private final RandomGenerator random;

    Sessions(SimCluster cluster, ClientCalls calls, History history, RandomGenerator random) {
        this.cluster = cluster;
        this.calls = calls;
        this.history = history;
        this.random = random;
    }

    /** A client: who it is called, on whose behalf it asks, whom it asks next. */
    record Session(String name, String user, Supplier<SimMember> choice) {}

    /** Any member, another one with each try. */
    SimMember anybody() {
        List<SimMember> members = cluster.members();
        return members.get(random.nextInt(members.size()));
    }

    Session session(String name) {
        return new Session(name, "", this::anybody);
    }

    /**
     * Makes a call.
     *
     * @param request of the type that belongs to {@code kind}
     * @param done hears the call when it was answered, was refused, or is given up
     */
    History.Call ask(Session session, History.Kind kind, Message request, Consumer<History.Call> done) {
        boolean serializable = isSerializable(kind, request);
        History.Call call = history.begin(
                kind,
                serializable,
                session.name(),
                session.user(),
                request,
                cluster.world().nowNanos());
        cluster.journal().note(session.name(), "asks", call.asked(), call.number());
        attempt(session, call, done, 1);
        return call;
    }

    private void attempt(Session session, History.Call call, Consumer<History.Call> done, int attempt) {
        SimMember member = session.choice().get();
        calls.ask(member, session.user(), (node, requester) -> begin(node, requester, call), reply -> {
            long now = cluster.world().nowNanos();
            if (reply.answer() instanceof Answer.Ok<Message> ok) {
                call.answered(ok.value(), now);
                cluster.journal().note(session.name(), "hears #" + call.number(), call.revision(), call.revision());
                done.accept(call);
            } else if (attempt < ATTEMPTS_MAX && mayTryAgain(call.kind(), reply)) {
                long pause = FaultPlan.MILLI * (10 + random.nextInt(200));
                cluster.world().in(pause, () -> attempt(session, call, done, attempt + 1));
            } else {
                giveUp(call, reply, now);
                done.accept(call);
            }
        });
    }

    private void giveUp(History.Call call, ClientCalls.Reply<Message> reply, long nowNanos) {
        EtcdError error = reply.error();
        if (error != null && error.outcome() == Outcome.NOT_APPLIED) {
            call.refused(error, nowNanos);
        }
        cluster.journal().note(call.client(), "gives up #" + call.number(), String.valueOf(error), call.number());
    }

    private static boolean mayTryAgain(History.Kind kind, ClientCalls.Reply<?> reply) {
        EtcdError error = reply.error();
        if (error == null || !reply.sent()) {
            return true;
        }
        boolean reads = kind == History.Kind.READ || kind == History.Kind.READ_TXN;
        return switch (error) {
            case TOO_MANY_REQUESTS, PROPOSAL_DROPPED, NOT_SUPPORTED_FOR_LEARNER, NOT_CAPABLE -> true;
            case NO_LEADER,
                    LEADER_CHANGED,
                    STOPPED,
                    TIMEOUT,
                    TIMEOUT_LEADER_FAILED,
                    TIMEOUT_CONNECTION_LOST,
                    TIMEOUT_WAIT_APPLIED_INDEX -> reads;
            default -> false;
        };
    }

    private static boolean isSerializable(History.Kind kind, Message request) {
        return switch (kind) {
            case READ -> ((RangeRequest) request).getSerializable();
            case READ_TXN ->
                ((TxnRequest) request)
                        .getSuccessList().stream()
                                .allMatch(op -> op.getRequestRange().getSerializable());
            default -> false;
        };
    }

    private static CompletableFuture<Answer<Message>> begin(Node node, Requester requester, History.Call call) {
        Message request = call.request();
        EtcdError refusal = ClientCalls.refusal(node, request, call.isSerializable());
        if (refusal != null) {
            return CompletableFuture.completedFuture(Answer.refused(refusal));
        }
        return switch (call.kind()) {
            case READ -> node.range((RangeRequest) request, requester).thenApply(answer -> answer.map(found -> found));
            case READ_TXN ->
                node.readTxn((TxnRequest) request, requester).thenApply(answer -> answer.map(found -> found));
            case PUT -> propose(node, CommandKind.PUT, request, requester);
            case DELETE -> propose(node, CommandKind.DELETE_RANGE, request, requester);
            case TXN -> propose(node, CommandKind.TXN, request, requester);
            case COMPACTION -> propose(node, CommandKind.COMPACTION, request, requester);
        };
    }

    private static CompletableFuture<Answer<Message>> propose(
            Node node, CommandKind kind, MessageLite request, Requester requester) {
        return node.propose(kind, request, requester).thenApply(answer -> answer.map(Message.class::cast));
    }
}
