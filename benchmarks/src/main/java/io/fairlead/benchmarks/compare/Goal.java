package io.fairlead.benchmarks.compare;

import io.fairlead.benchmarks.load.Figures;
import io.fairlead.benchmarks.load.LoadCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What our ratio to etcd is to reach.
 *
 * @param bound the ratio: at least that where more is better, at most that otherwise
 */
record Goal(Trial trial, Metric metric, double bound) {
    /** The goals of this project for those of {@code trials} that have any. */
    static List<Goal> of(List<Trial> trials) {
        List<Goal> goals = new ArrayList<>();
        for (Trial trial : trials) {
            if (trial instanceof LoadTrial load) {
                ofLoad(load, goals);
            } else if (trial instanceof FailoverTrial) {
                goals.add(new Goal(trial, Metric.GAP, 0.5));
            } else if (trial instanceof StoreTrial) {
                goals.add(new Goal(trial, Metric.RESTART, 0.5));
                goals.add(new Goal(trial, Metric.SNAPSHOT, 2));
                goals.add(new Goal(trial, Metric.DISK, 0.67));
                goals.add(new Goal(trial, Metric.RESIDENT, 0.4));
            }
        }
        return goals;
    }

    private static void ofLoad(LoadTrial trial, List<Goal> goals) {
        LoadCase what = trial.plan().what();
        int outstanding = trial.plan().outstanding();
        boolean three = trial.members() == 3;
        switch (what) {
            case PUT -> {
                if (three && outstanding == 1) {
                    goals.add(new Goal(trial, Metric.P50, 0.45));
                } else if (outstanding == 1_000 || (!three && outstanding == 128)) {
                    goals.add(new Goal(trial, Metric.THROUGHPUT, three ? 4.5 : 3.5));
                    goals.add(new Goal(trial, Metric.CPU, 0.25));
                }
            }
            case RANGE -> {
                if (three && outstanding > 1) {
                    goals.add(new Goal(trial, Metric.THROUGHPUT, 3));
                    goals.add(new Goal(trial, Metric.CPU, 0.25));
                }
            }
            case SERIALIZABLE -> goals.add(new Goal(trial, Metric.THROUGHPUT, 3));
            case TXN, MIXED -> goals.add(new Goal(trial, Metric.THROUGHPUT, 3.5));
            case WATCH -> {
                goals.add(new Goal(trial, Metric.THROUGHPUT, 2));
                goals.add(new Goal(trial, Metric.P99, 0.5));
            }
            case KEEP_ALIVE, LEASES -> {}
        }
    }

    boolean isMetBy(double ratio) {
        return metric.moreIsBetter() ? ratio >= bound : ratio <= bound;
    }

    /** Whether it is met by the median of the rounds; empty while there is none. */
    Optional<Boolean> isMet(Outcome outcome) {
        return outcome.ratio(trial, metric).map(ratio -> isMetBy(ratio.median()));
    }

    String shown() {
        return (metric.moreIsBetter() ? ">= " : "<= ") + Figures.three(bound) + "x";
    }
}
