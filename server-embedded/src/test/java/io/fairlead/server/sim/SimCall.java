package io.fairlead.server.sim;

import io.fairlead.api.error.Answer;
import io.fairlead.api.error.EtcdError;
import io.fairlead.server.transport.PeerAnswers;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * One call of a member to another, there and back over the wires. Either way may be lost or cut; the caller then hears that the
 * connection broke, or nothing until its time is over, and never learns whether the call was carried out. No call arrives twice.
 */
final class SimCall<T> {
    /** What production gives a call, see PeerLimits. */
    private static final long TIMEOUT_NANOS = 7_000_000_000L;

    private final SimNetwork network;
    private final SimScheduler world;
    private final SimTransport from;
    private final long to;
    private final String what;
    private final CompletableFuture<Answer<T>> outcome = new CompletableFuture<>();

    /** @param what for the journal */
    SimCall(SimNetwork network, SimScheduler world, SimTransport from, long to, String what) {
        this.network = network;
        this.world = world;
        this.from = from;
        this.to = to;
        this.what = what;
    }

    CompletableFuture<Answer<T>> ask(Function<PeerAnswers, CompletableFuture<Answer<T>>> question) {
        if (!from.isPeer(to)) {
            outcome.complete(Answer.refused(EtcdError.TIMEOUT));
            return outcome;
        }
        world.in(TIMEOUT_NANOS, () -> settle(Answer.refused(EtcdError.TIMEOUT)));
        if (network.loses(from.memberId(), to)) {
            lose("the question");
        } else {
            world.in(network.delayNanos(), () -> arrive(question));
        }
        return outcome;
    }

    private void arrive(Function<PeerAnswers, CompletableFuture<Answer<T>>> question) {
        SimTransport target = network.at(to);
        if (target == null || network.isCut(from.memberId(), to)) {
            lose("the question");
            return;
        }
        network.note(to, "is asked by " + SimNetwork.name(from.memberId()) + ": " + what);
        target.life().run(() -> {
            PeerAnswers there = target.answers();
            if (there == null) {
                lose("the question");
                return;
            }
            var unused = question.apply(there).whenComplete((answer, broken) -> {
                if (broken != null) {
                    world.in(0, () -> {
                        throw new AssertionError("a call of a peer broke an invariant: " + what, broken);
                    });
                } else if (network.loses(to, from.memberId())) {
                    lose("the answer");
                } else {
                    world.in(network.delayNanos(), () -> comeBack(answer));
                }
            });
        });
    }

    private void comeBack(Answer<T> answer) {
        if (network.isCut(to, from.memberId())) {
            lose("the answer");
        } else {
            settle(answer);
        }
    }

    /** A broken connection is seen at once on some wires, and on others not at all. */
    private void lose(String part) {
        network.note(from.memberId(), "loses " + part + ": " + what);
        if (network.showsLoss()) {
            world.in(network.delayNanos(), () -> settle(Answer.refused(EtcdError.TIMEOUT)));
        }
    }

    private void settle(Answer<T> answer) {
        from.life().run(() -> outcome.complete(answer));
    }
}
