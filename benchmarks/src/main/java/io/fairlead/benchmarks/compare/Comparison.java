package io.fairlead.benchmarks.compare;

import io.fairlead.benchmarks.load.Load;
import io.fairlead.benchmarks.load.LoadCase;
import io.fairlead.benchmarks.load.LoadFailure;
import io.fairlead.benchmarks.load.LoadPlan;
import io.fairlead.benchmarks.load.Target;
import io.fairlead.benchmarks.process.LocalCluster;
import io.fairlead.benchmarks.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Runs the trials of a suite on both programs, round after round. Used once, by one thread. */
public final class Comparison {
    private static final int WARM_UP_OUTSTANDING = 128;

    private final Program ours;
    private final Program other;
    private final List<Trial> trials;
    private final Duration warmUp;
    private final Path parent;
    private final Consumer<String> progress;
    private final Outcome outcome;

    /**
     * @param warmUp of each cluster, before its first trial
     * @param parent where the clusters' folders are made
     */
    public Comparison(
            Program ours, Program other, List<Trial> trials, Duration warmUp, Path parent, Consumer<String> progress) {
        this.ours = ours;
        this.other = other;
        this.trials = List.copyOf(trials);
        this.warmUp = warmUp;
        this.parent = parent;
        this.progress = progress;
        this.outcome = new Outcome(ours.name(), other.name(), this.trials);
    }

    /** What the rounds finished so far came to. */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * One more round: both programs, one after the other, through all trials.
     *
     * @throws LoadFailure if one of them does not take a load at all
     */
    public void round(int number) throws IOException, InterruptedException {
        Map<Trial, Sample> a = through(ours, number);
        Map<Trial, Sample> b = through(other, number);
        for (Trial trial : trials) {
            Sample first = a.get(trial);
            Sample second = b.get(trial);
            if (first != null && second != null) {
                outcome.add(trial, first, second);
            }
        }
    }

    private Map<Trial, Sample> through(Program program, int round) throws IOException, InterruptedException {
        Map<Trial, Sample> samples = new LinkedHashMap<>();
        for (int members : new TreeSet<>(trials.stream().map(Trial::members).toList())) {
            List<Trial> shared = new ArrayList<>();
            for (Trial trial : trials) {
                if (trial.members() == members) {
                    if (trial.wantsFreshCluster()) {
                        samples.putAll(on(program, members, List.of(trial), round));
                    } else {
                        shared.add(trial);
                    }
                }
            }
            if (!shared.isEmpty()) {
                samples.putAll(on(program, members, shared, round));
            }
        }
        return samples;
    }

    private Map<Trial, Sample> on(Program program, int members, List<Trial> some, int round)
            throws IOException, InterruptedException {
        Map<Trial, Sample> samples = new LinkedHashMap<>();
        String where = "round " + round + ", " + program.name() + ", " + Outcome.members(members);
        progress.accept(where + ": starting");
        try (LocalCluster cluster = LocalCluster.start(program, members, parent)) {
            warmUp(cluster);
            for (Trial trial : some) {
                progress.accept(where + ": " + trial.name());
                samples.put(trial, trial.run(cluster, line -> progress.accept("  " + line)));
            }
        }
        return samples;
    }

    private void warmUp(LocalCluster cluster) throws InterruptedException {
        if (!warmUp.isZero()) {
            LoadPlan plan = LoadPlan.closed(LoadCase.PUT, WARM_UP_OUTSTANDING).lasting(Duration.ZERO, warmUp);
            new Load(plan, List.of(), line -> {}).run(Target.plain(cluster.endpoints()));
        }
    }
}
