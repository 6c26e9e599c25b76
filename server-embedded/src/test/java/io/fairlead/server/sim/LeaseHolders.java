package io.fairlead.server.sim;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantRequest;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.etcdserverpb.LeaseRevokeRequest;
import io.fairlead.api.pb.etcdserverpb.PutRequest;
import io.fairlead.api.pb.etcdserverpb.RangeRequest;
import io.fairlead.api.pb.etcdserverpb.RangeResponse;
import io.fairlead.server.command.CommandKind;
import io.fairlead.server.command.Requester;
import io.fairlead.server.lease.LeaseLife;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.BrokenPromise;
import io.fairlead.server.sim.checker.History;
import io.fairlead.server.sim.checker.LeasePromises;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Clients that hold a lease with a few keys each, renew it through any member, ask after it, let it run out now and then or have it
 * revoked. When nobody renews any more, all are gone in the end.
 */
final class LeaseHolders {
    /** Keys under leases begin with this, and no others do. */
    static final String PREFIX = "h";

    private static final long SECOND = FaultPlan.SECOND;
    private static final long MILLION = 1_000_000;

    private final SimCluster cluster;
    private final SimScheduler world;
    private final ClientCalls calls;
    private final Sessions sessions;
    private final RequestDraw draw;
    private final LeasePromises promises;
    private final ClientPlan plan;
    private final RandomGenerator random;

    /** What a leader counts as the granted time, with the fastest clock of the plan. */
    private final long ttlNanosLeast;

    private boolean over;

    LeaseHolders(
            SimCluster cluster,
            ClientCalls calls,
            Sessions sessions,
            RequestDraw draw,
            LeasePromises promises,
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
        this.ttlNanosLeast = nanosLeast(cluster, plan.ttlSeconds());
    }

    /** What the fastest clock in this world takes for so many seconds, less what rounding may take. */
    static long nanosLeast(SimCluster cluster, long seconds) {
        long fastest = MILLION + cluster.plan().clocks().driftPerMillion();
        return seconds * SECOND / fastest * MILLION - 5 * FaultPlan.MILLI;
    }

    void begin() {
        for (int i = 0; i < plan.leases(); i++) {
            new Holder(PREFIX + i).beginAnew();
        }
    }

    /** From now on nobody renews. */
    void end() {
        over = true;
    }

    /** Has every lease's key gone, as {@code node} has it? */
    static boolean allEnded(Node node) {
        return isEmpty(node, PREFIX, "i");
    }

    /** Whether this member's own state has no key from one to before the other. */
    static boolean isEmpty(Node node, String from, String end) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(RequestDraw.text(from))
                .setRangeEnd(RequestDraw.text(end))
                .setSerializable(true)
                .setCountOnly(true)
                .build();
        return node.range(request, Requester.MEMBER).getNow(null) instanceof Answer.Ok<RangeResponse> ok
                && ok.value().getCount() == 0;
    }

    /** A grant on behalf of nobody in particular, where the member takes it. */
    static CompletableFuture<Answer<MessageLite>> grant(Node node, long seconds, Requester requester) {
        LeaseGrantRequest request =
                LeaseGrantRequest.newBuilder().setTTL(seconds).build();
        EtcdError refusal = ClientCalls.refusal(node, request, false);
        return refusal == null
                ? node.leases().grant(request, requester)
                : CompletableFuture.completedFuture(Answer.refused(refusal));
    }

    /** A renewal, where the member takes it. */
    static CompletableFuture<Answer<Long>> renew(Node node, long lease) {
        return node.glance().learner()
                ? CompletableFuture.completedFuture(Answer.refused(EtcdError.NOT_SUPPORTED_FOR_LEARNER))
                : node.leases().renew(lease);
    }

    /** One client. */
    private final class Holder {
        private final String name;
        private final Sessions.Session session;
        private long lease;
        private int keysToPut;

        Holder(String name) {
            this.name = name;
            this.session = sessions.session(name);
        }

        void beginAnew() {
            later(() -> {
                long sentNanos = world.nowNanos();
                calls.ask(
                        sessions.anybody(),
                        "",
                        (node, requester) -> grant(node, plan.ttlSeconds(), requester),
                        reply -> {
                            if (reply.answer() instanceof Answer.Ok<MessageLite> granted) {
                                lease = ((LeaseGrantResponse) granted.value()).getID();
                                promises.granted(lease, sentNanos, ttlNanosLeast);
                                cluster.journal().note(name, "has lease", Long.toHexString(lease), lease);
                                keysToPut = 1 + random.nextInt(3);
                                putNext();
                            } else {
                                beginAnew();
                            }
                        });
            });
        }

        private void putNext() {
            if (keysToPut == 0 || over) {
                goOn();
                return;
            }
            keysToPut--;
            PutRequest request = PutRequest.newBuilder()
                    .setKey(RequestDraw.text(name + "-" + keysToPut))
                    .setValue(draw.value())
                    .setLease(lease)
                    .build();
            sessions.ask(session, History.Kind.PUT, request, call -> {
                if (call.error() == EtcdError.LEASE_NOT_FOUND) {
                    promises.saidToBeGone(lease, world.nowNanos());
                    beginAnew();
                } else {
                    putNext();
                }
            });
        }

        private void goOn() {
            switch (random.nextInt(16)) {
                case 0 -> {
                    cluster.journal().note(name, "lets lease run out", Long.toHexString(lease), lease);
                    beginAnew();
                }
                case 1 -> later(this::revoke);
                case 2 -> later(this::look);
                default -> later(this::renew);
            }
        }

        private void renew() {
            long sentNanos = world.nowNanos();
            calls.ask(sessions.anybody(), "", (node, requester) -> LeaseHolders.renew(node, lease), reply -> {
                if (reply.answer() instanceof Answer.Ok<Long>) {
                    promises.renewed(lease, sentNanos);
                    goOn();
                } else if (reply.error() == EtcdError.LEASE_NOT_FOUND) {
                    promises.saidToBeGone(lease, world.nowNanos());
                    beginAnew();
                } else {
                    goOn();
                }
            });
        }

        private void look() {
            calls.ask(
                    sessions.anybody(), "", (node, requester) -> node.leases().life(lease, true, requester), reply -> {
                        if (reply.answer() instanceof Answer.Ok<LeaseLife> life) {
                            looked(life.value());
                        } else if (reply.error() == EtcdError.LEASE_NOT_FOUND) {
                            promises.saidToBeGone(lease, world.nowNanos());
                            beginAnew();
                            return;
                        }
                        goOn();
                    });
        }

        private void looked(LeaseLife life) {
            if (life.equals(LeaseLife.GONE)) {
                promises.saidToBeGone(lease, world.nowNanos());
            } else if (life.grantedSeconds() != plan.ttlSeconds()) {
                throw new BrokenPromise(
                        "lease " + Long.toHexString(lease) + " of " + plan.ttlSeconds() + " s has " + life);
            }
        }

        private void revoke() {
            promises.revocationAsked(lease, world.nowNanos());
            LeaseRevokeRequest request =
                    LeaseRevokeRequest.newBuilder().setID(lease).build();
            calls.ask(
                    sessions.anybody(),
                    "",
                    (node, requester) -> node.propose(CommandKind.LEASE_REVOKE, request, requester),
                    reply -> {
                        if (reply.answer() instanceof Answer.Ok) {
                            promises.revocationAnswered(lease, world.nowNanos());
                            renew();
                        } else {
                            goOn();
                        }
                    });
        }

        private void later(Runnable action) {
            world.in(1_000_000L + random.nextLong(plan.ttlSeconds() * SECOND * 2 / 3), () -> {
                if (!over) {
                    action.run();
                }
            });
        }
    }
}
