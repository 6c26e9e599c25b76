package io.fairlead.server.sim;

import io.fairlead.server.node.Node;
import io.fairlead.server.raft.model.Message;
import io.fairlead.server.raft.model.Message.AppendResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A leader and one follower go on by themselves; the others choose another leader and replace what the two have. Then the old leader
 * leads again, and hears once more what its follower, cut off all the while, said in the earlier term: that it has entries which by
 * now are other ones.
 */
final class OldAnswers implements Trouble {
    private static final long SECOND = FaultPlan.SECOND;
    private static final long STEP_NANOS = SECOND / 20;
    private static final int STEPS_MAX = 60;
    private static final int KEPT = 16;

    private final SimCluster cluster;
    private final SplittableRandom random;
    private final long nanosMean;

    /** What the follower of the present ambush said to its leader, the newest last. */
    private final List<AppendResponse> answers = new ArrayList<>();

    private long leader;
    private long follower;
    private boolean busy;

    OldAnswers(SimCluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.nanosMean = Ambushes.nanosMean(random);
        cluster.network().observe(this::sent);
    }

    @Override
    public long nanosMean() {
        return nanosMean;
    }

    private void sent(Message message) {
        if (message instanceof AppendResponse answer
                && answer.from() == follower
                && answer.to() == leader
                && !answer.rejected()) {
            answers.add(answer);
            if (answers.size() > KEPT) {
                answers.remove(0);
            }
        }
    }

    @Override
    public void strike() {
        Optional<SimMember> leads = cluster.leader();
        List<SimMember> others = new ArrayList<>(cluster.members());
        if (busy || leads.isEmpty() || others.size() < 5) {
            return;
        }
        others.remove(leads.get());
        SimMember follows = others.remove(random.nextInt(others.size()));
        busy = true;
        leader = leads.get().id();
        follower = follows.id();
        answers.clear();
        cluster.tally().happened(Fault.OLD_ANSWERS_TO_LEADER);
        cluster.journal().note("world", leads.get().name() + " and " + follows.name() + " go on by themselves");
        Wires apart = Wires.between(cluster, List.of(leads.get()), others);
        Wires alone = Wires.between(cluster, List.of(follows), others);
        apart.cut();
        alone.cut();
        after(random.nextLong(2 * SECOND, 3 * SECOND), () -> {
            Wires pair = Wires.between(cluster, leads.stream().toList(), List.of(follows));
            pair.cut();
            apart.join();
            await(0, () -> leads.get().leads(), () -> handOver(leads.get()), () -> {
                pair.join();
                answers.forEach(answer -> cluster.network().arriveAgain(answer, random.nextLong(10 * FaultPlan.MILLI)));
                after(SECOND / 2, () -> {
                    alone.join();
                    busy = false;
                });
            });
        });
    }

    private void handOver(SimMember target) {
        cluster.leader().filter(leading -> !leading.equals(target)).ifPresent(leading -> {
            Node node = leading.node();
            leading.run(() -> {
                if (node != null) {
                    var unused = node.transferLeadership(target.id());
                }
            });
        });
    }

    private void await(int step, Condition condition, Runnable meanwhile, Runnable then) {
        if (condition.holds() || step == STEPS_MAX) {
            then.run();
            return;
        }
        if (step % 10 == 5) {
            meanwhile.run();
        }
        after(STEP_NANOS, () -> await(step + 1, condition, meanwhile, then));
    }

    /** A condition. */
    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    /** In the calm all wires are whole, and stay so. */
    private void after(long nanos, Runnable action) {
        cluster.world().in(nanos, () -> {
            if (!cluster.isCalm()) {
                action.run();
            }
        });
    }
}
