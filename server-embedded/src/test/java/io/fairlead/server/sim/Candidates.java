package io.fairlead.server.sim;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.LeaseGrantResponse;
import io.fairlead.api.pb.v3electionpb.CampaignRequest;
import io.fairlead.api.pb.v3electionpb.LeaderKey;
import io.fairlead.api.pb.v3electionpb.LeaderRequest;
import io.fairlead.api.pb.v3electionpb.LeaderResponse;
import io.fairlead.api.pb.v3electionpb.ProclaimRequest;
import io.fairlead.api.pb.v3electionpb.ProclaimResponse;
import io.fairlead.api.pb.v3electionpb.ResignRequest;
import io.fairlead.server.command.Requester;
import io.fairlead.server.coordination.ElectionOperations;
import io.fairlead.server.coordination.Observer;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.ElectionPromises;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Clients that stand for one election, over and over, by the election service. Who leads proclaims this and that, and resigns or
 * just goes away; somebody observes at each member in turn.
 */
final class Candidates {
    /** The keys of the line begin with this, and no others do. */
    static final String PREFIX = "elect/";

    private static final ByteString NAME = RequestDraw.text(PREFIX.substring(0, PREFIX.length() - 1));
    private static final long SECOND = FaultPlan.SECOND;

    /** How long a client stands in line at most. */
    private static final long PATIENCE_NANOS = 15 * SECOND;

    private final SimCluster cluster;
    private final SimScheduler world;
    private final ClientCalls calls;
    private final Sessions sessions;
    private final RequestDraw draw;
    private final ElectionPromises promises;
    private final ClientPlan plan;
    private final RandomGenerator random;
    private boolean over;

    Candidates(
            SimCluster cluster,
            ClientCalls calls,
            Sessions sessions,
            RequestDraw draw,
            ElectionPromises promises,
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
        int candidates = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
        for (int i = 0; i < candidates; i++) {
            new Candidate("e" + i).beginAnew();
        }
        if (candidates > 0) {
            observe(1);
        }
    }

    void end() {
        over = true;
    }

    /** Whether nobody stands in line, as {@code node} has it. */
    static boolean allGone(Node node) {
        return LeaseHolders.isEmpty(node, PREFIX, "elect0");
    }

    private void later(long nanosMax, Runnable action) {
        world.in(1_000_000L + random.nextLong(nanosMax), () -> {
            if (!over) {
                action.run();
            }
        });
    }

    /** Looks on at some member for a while, then at another one. */
    private void observe(int times) {
        SimMember member = sessions.anybody();
        member.run(() -> {
            Node node = member.node();
            if (node == null) {
                return;
            }
            String observer = "observer " + times;
            var observation = new ElectionOperations(node)
                    .observe(
                            LeaderRequest.newBuilder().setName(NAME).build(),
                            () -> Answer.ok(Users.at(node, "")),
                            new Told(observer),
                            new LifeExecutor(world, random, member));
            observation.resume();
            world.in(random.nextLong(4 * SECOND), () -> member.run(observation::close));
        });
        later(4 * SECOND, () -> observe(times + 1));
    }

    private final class Told implements Observer {
        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void leads(LeaderResponse leader) {
            long revision = leader.getHeader().getRevision();
            cluster.journal()
                    .note(name, "is told who leads:", leader.getKv().getKey().toStringUtf8(), revision);
            promises.observed(name, leader.getKv(), revision);
        }

        @Override
        public void ended(EtcdError why) {
            cluster.journal().note(name, "hears no more: " + why);
        }
    }

    /** A win, and how much the member that told of it had applied by then. */
    private record Win(LeaderKey key, long revision) {}

    private static CompletableFuture<Answer<Win>> campaign(
            Node node, CampaignRequest request, Requester requester, Executor executor) {
        EtcdError refusal = ClientCalls.refusal(node, request, false);
        if (refusal != null) {
            return CompletableFuture.completedFuture(Answer.refused(refusal));
        }
        return new ElectionOperations(node)
                .campaign(request, requester, executor)
                .answer()
                .thenApply(answer -> answer.map(won -> new Win(won.getLeader(), node.revision())));
    }

    /** One client. */
    private final class Candidate {
        private final String name;
        private long lease;
        private LeaderKey place = LeaderKey.getDefaultInstance();
        private int actsLeft;

        Candidate(String name) {
            this.name = name;
        }

        void beginAnew() {
            lease = 0;
            later(
                    2 * SECOND,
                    () -> calls.ask(
                            sessions.anybody(),
                            "",
                            (node, requester) -> LeaseHolders.grant(node, plan.ttlSeconds(), requester),
                            reply -> {
                                if (reply.answer() instanceof Answer.Ok<MessageLite> granted) {
                                    lease = ((LeaseGrantResponse) granted.value()).getID();
                                    renewNowAndThen(lease);
                                    campaign();
                                } else {
                                    beginAnew();
                                }
                            }));
        }

        private void renewNowAndThen(long renewed) {
            later(plan.ttlSeconds() * SECOND / 2, () -> {
                if (lease == renewed && random.nextInt(8) > 0) {
                    calls.ask(
                            sessions.anybody(),
                            "",
                            (node, requester) -> LeaseHolders.renew(node, renewed),
                            reply -> renewNowAndThen(renewed));
                }
            });
        }

        private void campaign() {
            CampaignRequest request = CampaignRequest.newBuilder()
                    .setName(NAME)
                    .setLease(lease)
                    .setValue(draw.value())
                    .build();
            SimMember member = sessions.anybody();
            Executor executor = new LifeExecutor(world, random, member);
            calls.ask(
                    member,
                    "",
                    PATIENCE_NANOS,
                    (node, requester) -> Candidates.campaign(node, request, requester, executor),
                    reply -> {
                        if (reply.answer() instanceof Answer.Ok<Win> won) {
                            place = won.value().key();
                            promises.won(
                                    place.getKey(), place.getRev(), won.value().revision());
                            cluster.journal()
                                    .note(name, "leads by", place.getKey().toStringUtf8(), lease);
                            actsLeft = random.nextInt(6);
                            act();
                        } else {
                            beginAnew();
                        }
                    });
        }

        private void act() {
            if (actsLeft-- <= 0) {
                goAway();
            } else {
                later(SECOND, random.nextInt(3) > 0 ? this::proclaim : this::askWhoLeads);
            }
        }

        private void proclaim() {
            ProclaimRequest request = ProclaimRequest.newBuilder()
                    .setLeader(place)
                    .setValue(draw.value())
                    .build();
            SimMember member = sessions.anybody();
            Executor executor = new LifeExecutor(world, random, member);
            calls.ask(
                    member,
                    "",
                    (node, requester) -> node.glance().learner()
                            ? CompletableFuture.completedFuture(Answer.refused(EtcdError.NOT_SUPPORTED_FOR_LEARNER))
                            : new ElectionOperations(node).proclaim(request, requester, executor),
                    reply -> {
                        if (reply.answer() instanceof Answer.Ok<ProclaimResponse> done) {
                            promises.proclaimed(
                                    name,
                                    place.getKey(),
                                    request.getValue(),
                                    done.value().getHeader().getRevision());
                        }
                        act();
                    });
        }

        private void askWhoLeads() {
            LeaderRequest request = LeaderRequest.newBuilder().setName(NAME).build();
            calls.ask(
                    sessions.anybody(),
                    "",
                    (node, requester) -> new ElectionOperations(node).leader(request, requester),
                    reply -> {
                        if (reply.answer() instanceof Answer.Ok<LeaderResponse> found) {
                            promises.leads(
                                    name,
                                    found.value().getKv(),
                                    found.value().getHeader().getRevision());
                        }
                        act();
                    });
        }

        /** By resigning, or by not coming back: then the lease ends it. */
        private void goAway() {
            if (random.nextInt(3) == 0) {
                beginAnew();
                return;
            }
            ResignRequest request = ResignRequest.newBuilder().setLeader(place).build();
            calls.ask(
                    sessions.anybody(),
                    "",
                    (node, requester) -> node.glance().learner()
                            ? CompletableFuture.completedFuture(Answer.refused(EtcdError.NOT_SUPPORTED_FOR_LEARNER))
                            : new ElectionOperations(node).resign(request, requester),
                    reply -> beginAnew());
        }
    }
}
