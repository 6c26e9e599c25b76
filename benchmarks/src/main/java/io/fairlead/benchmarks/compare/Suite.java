package io.fairlead.benchmarks.compare;

import io.fairlead.benchmarks.load.LoadCase;
import io.fairlead.benchmarks.load.LoadPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The trials there are. */
public final class Suite {
    private static final int MANY = 1_000;

    private Suite() {}

    /**
     * Trials on clusters of these sizes.
     *
     * @param warmUp before each trial's counted time
     * @param storeKeys how many keys the trial of a large store puts; 0 leaves it out
     */
    public static List<Trial> of(List<Integer> sizes, Duration warmUp, Duration time, int storeKeys) {
        List<Trial> trials = new ArrayList<>();
        for (int members : sizes) {
            for (LoadPlan plan : plans()) {
                trials.add(new LoadTrial(members, plan.lasting(warmUp, time)));
            }
            if (members > 1) {
                trials.add(new FailoverTrial(members));
            }
            if (members == 1 && storeKeys > 0) {
                trials.add(new StoreTrial(storeKeys));
            }
        }
        return trials;
    }

    private static List<LoadPlan> plans() {
        List<LoadPlan> plans = new ArrayList<>();
        for (int outstanding : new int[] {1, 16, 128, MANY}) {
            plans.add(LoadPlan.closed(LoadCase.PUT, outstanding));
        }
        for (LoadCase reads : List.of(LoadCase.RANGE, LoadCase.SERIALIZABLE)) {
            for (int outstanding : new int[] {1, 128, MANY}) {
                plans.add(LoadPlan.closed(reads, outstanding));
            }
        }
        plans.add(LoadPlan.closed(LoadCase.TXN, MANY));
        plans.add(LoadPlan.closed(LoadCase.MIXED, MANY));
        plans.add(LoadPlan.closed(LoadCase.WATCH, 16));
        plans.add(LoadPlan.closed(LoadCase.KEEP_ALIVE, MANY));
        plans.add(LoadPlan.closed(LoadCase.LEASES, 128));
        return plans;
    }

    /** Those whose full name, {@code NAME @ N members}, is among what is wanted. */
    public static List<Trial> only(List<Trial> trials, Predicate<String> wanted) {
        return trials.stream().filter(trial -> wanted.test(title(trial))).toList();
    }

    /** The full name. */
    public static String title(Trial trial) {
        return trial.name() + " @ " + Outcome.members(trial.members());
    }
}
