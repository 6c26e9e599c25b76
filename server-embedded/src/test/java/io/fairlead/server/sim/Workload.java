package io.fairlead.server.sim;

import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.CompactionRequest;
import io.fairlead.server.node.Node;
import io.fairlead.server.sim.checker.EventLog;
import io.fairlead.server.sim.checker.History;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Clients that put, delete, read and compact a few keys, each through any member, one call at a time. */
final class Workload {
    private final SimCluster cluster;
    private final SimScheduler world;
    private final Sessions sessions;
    private final RequestDraw draw;
    private final EventLog log;
    private final ClientPlan plan;
    private final RandomGenerator random;
    private boolean over;
    private int underWay;

    /** No more than this is known to have been asked to be compacted. */
    private long compactedMaybe;

    Workload(
            SimCluster cluster,
            Sessions sessions,
            RequestDraw draw,
            EventLog log,
            ClientPlan plan,
            RandomGenerator random) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.sessions = sessions;
        this.draw = draw;
        this.log = log;
        this.plan = plan;
        this.random = random;
    }

    void begin() {
        for (int i = 0; i < plan.callers(); i++) {
            next(sessions.session("c" + i));
        }
        if (plan.compactionNanosMean() != FaultPlan.NEVER) {
            compact(sessions.session("compactor"));
        }
    }

    void end() {
        over = true;
    }

    /** Whether nobody waits for an answer. */
    boolean isQuiet() {
        return over && underWay == 0;
    }

    /** The highest revision that may have been compacted. */
    long compactedMaybe() {
        return compactedMaybe;
    }

    /**
     * Puts one more value through {@code member}, or through anybody where it is a learner, who takes none; {@code done} hears
     * whether it was answered with success.
     */
    void putThrough(SimMember member, Consumer<Boolean> done) {
        Node node = member.node();
        boolean learns = node != null && node.glance().learner();
        Sessions.Session session = learns ? sessions.session("last") : new Sessions.Session("last", "", () -> member);
        sessions.ask(session, History.Kind.PUT, draw.put(), call -> done.accept(call.isAnswered()));
    }

    private void next(Sessions.Session session) {
        if (over) {
            return;
        }
        // Some go on at once: what was just answered must be seen wherever they ask next.
        long pause = random.nextInt(3) == 0 ? random.nextInt(2_000_000) : random.nextInt(300_000_000);
        world.in(1_000L + pause, () -> {
            if (over) {
                return;
            }
            underWay++;
            Consumer<History.Call> goOn = call -> {
                underWay--;
                next(session);
            };
            int weight = random.nextInt(plan.puts() + plan.deletes() + plan.txns() + plan.reads());
            if (weight < plan.puts()) {
                sessions.ask(session, History.Kind.PUT, draw.put(), goOn);
            } else if (weight < plan.puts() + plan.deletes()) {
                sessions.ask(session, History.Kind.DELETE, draw.delete(), goOn);
            } else if (weight < plan.puts() + plan.deletes() + plan.txns()) {
                sessions.ask(session, History.Kind.TXN, draw.txn(log.knownUpTo()), goOn);
            } else if (random.nextInt(4) == 0) {
                sessions.ask(session, History.Kind.READ_TXN, draw.readTxn(log.knownUpTo()), goOn);
            } else {
                sessions.ask(session, History.Kind.READ, draw.range(log.knownUpTo()), goOn);
            }
        });
    }

    /** Only what watchers have told is ever compacted: nothing else would know what happened there. */
    private void compact(Sessions.Session session) {
        world.in((long) (-Math.log(1 - random.nextDouble()) * plan.compactionNanosMean()), () -> {
            if (over) {
                return;
            }
            long known = log.knownUpTo();
            long revision = random.nextInt(20) == 0
                    ? 1_000_000
                    : Math.max(1, known - (random.nextInt(3) == 0 ? 0 : random.nextInt(60)));
            if (revision <= known) {
                compactedMaybe = Math.max(compactedMaybe, revision);
            }
            Message request =
                    CompactionRequest.newBuilder().setRevision(revision).build();
            underWay++;
            sessions.ask(session, History.Kind.COMPACTION, request, call -> {
                underWay--;
                if (call.isAnswered()) {
                    cluster.tally().happened(Fault.COMPACTION);
                }
                compact(session);
            });
        });
    }
}
