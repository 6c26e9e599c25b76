package io.fairlead.server.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.Compare;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RequestOp;
import io.fairlead.api.pb.etcdserverpb.TxnRequest;
import io.fairlead.api.pb.v3lockpb.LockRequest;
import io.fairlead.api.pb.v3lockpb.LockResponse;
import io.fairlead.api.pb.v3lockpb.UnlockRequest;
import io.fairlead.server.command.Requester;
import io.fairlead.server.coordination.LockOperations;
import io.fairlead.server.coordination.Waiting;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.History;
import io.fairlead.server.sim.checker.LockPromises;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Clients that want one lock, over and over, by the lock service. Who holds it writes under its guard, dawdles beyond the end of
 * its lease now and then, and lets go or just goes away.
 */
final class LockUsers {
    /** The keys of the line begin with this, and no others do. */
    static final String PREFIX = "lock/";

    private static final long SECOND = FaultPlan.SECOND;

    /** How long a client stands in line at most. */
    private static final long PATIENCE_NANOS = 15 * SECOND;

    private final SimCluster cluster;
    private final SimScheduler world;
    private final ClientCalls calls;
    private final Sessions sessions;
    private final RequestDraw draw;
    private final LockPromises promises;
    private final ClientPlan plan;
    private final RandomGenerator random;
    private boolean over;

    LockUsers(
            SimCluster cluster,
            ClientCalls calls,
            Sessions sessions,
            RequestDraw draw,
            LockPromises promises,
            ClientPlan plan,
            RandomGenerator random) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.calls = calls;
        this.sessions = sessions;
        this.draw = draw;
        this.promises = promises;
        this.plan = plan;
        this.random = random;
    }

    void begin() {
        for (int i = 0; i < plan.lockUsers(); i++) {
            new User("l" + i).beginAnew();
        }
    }

    void end() {
        over = true;
    }

    /** Whether nobody stands in line, as {@code node} has it. */
    static boolean allGone(Node node) {
        return LeaseHolders.isEmpty(node, PREFIX, "lock0");
    }

    private static CompletableFuture<Answer<LockResponse>> lock(
            Node node, LockRequest request, Requester requester, Executor executor) {
        EtcdError refusal = ClientCalls.refusal(node, request, false);
        if (refusal != null) {
            return CompletableFuture.completedFuture(Answer.refused(refusal));
        }
        Waiting<LockResponse> waiting = new LockOperations(node).lock(request, requester, executor);
        return waiting.answer();
    }

    /** One client. */
    private final class User {
        private final String name;
        private final Sessions.Session session;
        private long lease;
        private ByteString key = ByteString.EMPTY;
        private int writesLeft;

        User(String name) {
            this.name = name;
            this.session = sessions.session(name);
        }

        void beginAnew() {
            later(
                    2 * SECOND,
                    () -> calls.ask(
                            sessions.anybody(),
                            "",
                            (node, requester) -> LeaseHolders.grant(node, plan.ttlSeconds(), requester),
                            reply -> {
                                if (reply.answer() instanceof Answer.Ok<MessageLite> granted) {
                                    lease = ((LeaseGrantResponse) granted.value()).getID();
                                    lock();
                                } else {
                                    beginAnew();
                                }
                            }));
        }

        private void lock() {
            LockRequest request = LockRequest.newBuilder()
                    .setName(RequestDraw.text(PREFIX.substring(0, PREFIX.length() - 1)))
                    .setLease(lease)
                    .build();
            SimMember member = sessions.anybody();
            Executor inItsLife = new LifeExecutor(world, random, member);
            calls.ask(
                    member,
                    "",
                    PATIENCE_NANOS,
                    (node, requester) -> LockUsers.lock(node, request, requester, inItsLife),
                    reply -> {
                        if (reply.answer() instanceof Answer.Ok<LockResponse> held) {
                            key = held.value().getKey();
                            promises.held(key, held.value().getHeader().getRevision());
                            cluster.journal().note(name, "holds", key.toStringUtf8(), lease);
                            writesLeft = random.nextInt(5);
                            write();
                        } else {
                            // The lease ends the wait, if it has begun.
                            beginAnew();
                        }
                    });
            renewWhileWaiting(key, lease);
        }

        private void renewWhileWaiting(ByteString before, long renewed) {
            later(plan.ttlSeconds() * SECOND / 3, () -> {
                if (lease == renewed && key.equals(before) && random.nextInt(8) > 0) {
                    calls.ask(
                            sessions.anybody(),
                            "",
                            (node, requester) -> LeaseHolders.renew(node, renewed),
                            reply -> renewWhileWaiting(before, renewed));
                }
            });
        }

        private void write() {
            if (writesLeft-- <= 0) {
                letGo();
                return;
            }
            // Long enough for the lease to end, now and then.
            long pause = random.nextInt(4) == 0 ? plan.ttlSeconds() * 3 * SECOND / 2 : SECOND;
            later(pause, () -> {
                TxnRequest request = TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder()
                                .setKey(key)
                                .setTarget(Compare.CompareTarget.CREATE)
                                .setResult(Compare.CompareResult.GREATER)
                                .setCreateRevision(0))
                        .addSuccess(RequestOp.newBuilder()
                                .setRequestPut(PutRequest.newBuilder()
                                        .setKey(RequestDraw.text("w"))
                                        .setValue(draw.value())))
                        .build();
                History.Call call = sessions.ask(session, History.Kind.TXN, request, done -> write());
                promises.guarded(key, call);
            });
        }

        private void letGo() {
            ByteString held = key;
            key = ByteString.EMPTY;
            if (random.nextInt(3) == 0) {
                beginAnew();
                return;
            }
            UnlockRequest request = UnlockRequest.newBuilder().setKey(held).build();
            calls.ask(
                    sessions.anybody(),
                    "",
                    (node, requester) -> node.glance().learner()
                            ? CompletableFuture.completedFuture(Answer.refused(EtcdError.NOT_SUPPORTED_FOR_LEARNER))
                            : new LockOperations(node).unlock(request, requester),
                    reply -> beginAnew());
        }

        private void later(long nanosMax, Runnable action) {
            world.in(1_000_000L + random.nextLong(nanosMax), () -> {
                if (!over) {
                    action.run();
                }
            });
        }
    }
}
