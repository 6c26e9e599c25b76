package io.fairlead.server.sim;

import com.google.protobuf.MessageLite;
import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.command.Requester;
import io.fairlead.server.node.Node;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way between clients and members: requests and answers take their time and may be lost, a member that goes down breaks its
 * connections, and a client's patience ends. What reception does with each call it does too.
 */
final class ClientCalls {
    private static final long MILLI = FaultPlan.MILLI;

    /** How often users and roles may change under a call. */
    private static final int ATTEMPTS_MAX = 5;

    /** How long it takes until a client hears that a connection is broken. */
    private static final long NOTICE_NANOS = 800 * MILLI;

    private final SimCluster cluster;
    private final SimScheduler world;
    private final RandomGenerator random;
    private final long patienceNanos;
    private final double losses;
    private boolean calm;

    ClientCalls(SimCluster cluster, ClientPlan plan, RandomGenerator random) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.random = random;
        this.patienceNanos = plan.patienceNanos();
        this.losses = plan.losses();
    }

    /**
     * What a client knows in the end.
     *
     * @param answer a time-out where none came
     * @param sent whether the request may have reached the member
     */
    record Reply<T>(Answer<T> answer, boolean sent) {
        /** Why there is no value; null where there is one. */
        @Nullable
        EtcdError error() {
            return answer instanceof Answer.Refused<T> refused ? refused.error() : null;
        }
    }

    /** Begins a call where it arrives. */
    @FunctionalInterface
    interface Start<T> {
        CompletableFuture<Answer<T>> at(Node node, Requester requester);
    }

    /** From now on nothing is lost. */
    void calmDown() {
        calm = true;
    }

    /** How long anything takes from a client to a member or back. */
    long transitNanos() {
        return 20_000L + random.nextInt(400_000);
    }

    /** Calls {@code member} on behalf of {@code user}; {@code done} hears once what came of it, on the world's own step. */
    <T> void ask(SimMember member, String user, Start<T> start, Consumer<Reply<T>> done) {
        ask(member, user, patienceNanos, start, done);
    }

    /** The same with a patience of its own. */
    <T> void ask(SimMember member, String user, long patience, Start<T> start, Consumer<Reply<T>> done) {
        Attempt<T> attempt = new Attempt<>(member, user, start, done, world.nowNanos() + patience);
        if (isLost()) {
            attempt.watch();
        } else {
            world.in(transitNanos(), attempt::arrive);
        }
    }

    /** Whether a member takes this at all, as reception asks: learners serve little, and a full disk nothing that grows. */
    static @Nullable EtcdError refusal(Node node, MessageLite request, boolean serializable) {
        if (node.glance().learner() && !serializable) {
            return EtcdError.NOT_SUPPORTED_FOR_LEARNER;
        }
        if (!node.hasRoomFor(request)) {
            var unused = node.raiseNoSpace();
            return EtcdError.NO_SPACE;
        }
        return null;
    }

    private boolean isLost() {
        return !calm && losses > 0 && random.nextDouble() < losses;
    }

    private final class Attempt<T> {
        private final SimMember member;
        private final String user;
        private final Start<T> start;
        private final Consumer<Reply<T>> done;
        private final long deadlineNanos;
        private int life;
        private int attempts;
        private boolean settled;

        Attempt(SimMember member, String user, Start<T> start, Consumer<Reply<T>> done, long deadlineNanos) {
            this.member = member;
            this.user = user;
            this.start = start;
            this.done = done;
            this.deadlineNanos = deadlineNanos;
        }

        void arrive() {
            if (member.node() == null) {
                settle(new Reply<>(Answer.refused(EtcdError.NO_LEADER), false));
                return;
            }
            life = member.lives();
            member.run(this::begin);
            watch();
        }

        private void begin() {
            Node node = member.node();
            if (node == null || member.lives() != life) {
                return;
            }
            attempts++;
            var unused = start.at(node, Users.at(node, user)).whenComplete((answer, broken) -> {
                if (broken != null && member.cantRead(broken)) {
                    world.in(transitNanos(), () -> settle(new Reply<>(Answer.refused(EtcdError.TIMEOUT), true)));
                } else if (broken != null) {
                    cluster.fail(new AssertionError("a request broke an invariant of " + member.name(), broken));
                } else if (answer instanceof Answer.Refused<T> refused
                        && refused.error() == EtcdError.AUTH_OLD_REVISION
                        && attempts < ATTEMPTS_MAX) {
                    world.in(0, () -> member.run(this::begin));
                } else if (!isLost()) {
                    world.in(transitNanos(), () -> settle(new Reply<>(answer, true)));
                }
            });
        }

        /** Looks now and then whether there is anything left to wait for. */
        void watch() {
            long next = Math.min(world.nowNanos() + NOTICE_NANOS, deadlineNanos);
            world.at(next, () -> {
                if (settled) {
                    return;
                }
                boolean broken = life != 0 && (member.lives() != life || !member.isUp());
                if (broken || world.nowNanos() >= deadlineNanos) {
                    settle(new Reply<>(Answer.refused(EtcdError.TIMEOUT), true));
                } else {
                    watch();
                }
            });
        }

        private void settle(Reply<T> reply) {
            if (!settled) {
                settled = true;
                done.accept(reply);
            }
        }
    }
}
