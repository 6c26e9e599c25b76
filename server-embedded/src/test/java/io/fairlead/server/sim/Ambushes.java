package io.fairlead.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/**
 * Troubles that wait for the worst moment. Each is made for one rule of the server that random troubles hardly ever put to the
 * test: several things must go wrong in one order. A few seeds have one of them, drawn apart from all else, so the other seeds stay as
 * they are; those that came later have lots of their own.
 */
final class Ambushes {
    private static final long APART = 0x3C6E_F372_FE94_F82BL;
    private static final int OF_SEEDS = 8;

    private Ambushes() {}

    /** What lies in wait in the world of {@code seed}, if anything does. */
    static Optional<Trouble> draw(long seed, SimCluster cluster) {
        SplittableRandom random = new SplittableRandom(seed ^ APART);
        List<BiFunction<SimCluster, SplittableRandom, Trouble>> possible = switch (random.nextInt(OF_SEEDS)) {
            case 0 -> first(cluster.plan());
            case 1 -> second(cluster.plan());
            default -> List.of();
        };
        return possible.isEmpty()
                ? Optional.empty()
                : Optional.of(possible.get(random.nextInt(possible.size())).apply(cluster, random.split()));
    }

    private static List<BiFunction<SimCluster, SplittableRandom, Trouble>> first(FaultPlan plan) {
        List<BiFunction<SimCluster, SplittableRandom, Trouble>> possible = new ArrayList<>();
        if (plan.members() > 1) {
            possible.add(HastyOperator::new);
        }
        if (plan.members() > 4) {
            possible.add(OldAnswers::new);
        }
        if (plan.churn().isOn()) {
            possible.add(ElectionsAmidChanges::new);
        } else if (plan.members() > 2) {
            // No disk loses anything while the membership changes.
            possible.add(LostEnds::new);
            possible.add(LostVotes::new);
            possible.add(ReplacedTails::new);
        }
        return possible;
    }

    private static List<BiFunction<SimCluster, SplittableRandom, Trouble>> second(FaultPlan plan) {
        if (plan.churn().isOn() || plan.members() == 2) {
            return List.of(UntoldChanges::new);
        }
        return plan.members() > 2 ? List.of(LateDisks::new) : List.of();
    }

    /** Mean time between two. */
    static long nanosMean(SplittableRandom random) {
        return random.nextLong(FaultPlan.SECOND, 4 * FaultPlan.SECOND);
    }
}
