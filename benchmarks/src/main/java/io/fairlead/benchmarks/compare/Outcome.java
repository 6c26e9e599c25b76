package io.fairlead.benchmarks.compare;

import io.fairlead.benchmarks.load.LoadResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the rounds of a comparison came to. */
public final class Outcome {
    private final String ours;
    private final String other;
    private final Map<Trial, List<Pair>> pairs = new LinkedHashMap<>();

    Outcome(String ours, String other, List<Trial> trials) {
        this.ours = ours;
        this.other = other;
        trials.forEach(trial -> pairs.put(trial, new ArrayList<>()));
    }

    /** Samples of one round. */
    record Pair(Sample ours, Sample other) {}

    void add(Trial trial, Sample first, Sample second) {
        pairs.computeIfAbsent(trial, each -> new ArrayList<>()).add(new Pair(first, second));
    }

    public String ours() {
        return ours;
    }

    public String other() {
        return other;
    }

    /** In the order they were given, those included that have no round yet. */
    public List<Trial> trials() {
        return List.copyOf(pairs.keySet());
    }

    /** How many rounds a trial went through. */
    public int rounds(Trial trial) {
        return of(trial).size();
    }

    List<Pair> of(Trial trial) {
        return pairs.getOrDefault(trial, List.of());
    }

    /** Our value over the other one's, round by round; empty where no round has both. */
    public Optional<Spread> ratio(Trial trial, Metric metric) {
        List<Double> ratios = new ArrayList<>();
        for (Pair pair : of(trial)) {
            Double first = pair.ours().values().get(metric);
            Double second = pair.other().values().get(metric);
            if (first != null && second != null && second != 0) {
                ratios.add(first / second);
            }
        }
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
    }

    /** The values of one of the two. */
    Optional<Spread> values(Trial trial, Metric metric, boolean isOurs) {
        List<Double> values = new ArrayList<>();
        for (Pair pair : of(trial)) {
            Double value = (isOurs ? pair.ours() : pair.other()).values().get(metric);
            if (value != null) {
                values.add(value);
            }
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /** Samples that neighbours disturbed. */
    long noisy(Trial trial) {
        return of(trial).stream()
                .flatMap(pair -> Stream.of(pair.ours(), pair.other()))
                .filter(sample -> sample.otherCores() > LoadResult.NOISY)
                .count();
    }

    long failed(Trial trial, boolean isOurs) {
        return of(trial).stream()
                .mapToLong(pair -> (isOurs ? pair.ours() : pair.other()).failed())
                .sum();
    }

    static String members(int count) {
        return count == 1 ? "1 member" : count + " members";
    }
}
