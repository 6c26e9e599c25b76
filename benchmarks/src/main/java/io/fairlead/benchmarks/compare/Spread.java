package io.fairlead.benchmarks.compare;

import java.util.List;

/** The middle one of some values, and how far apart they lie. */
public record Spread(double median, double least, double most) {
    /** The spread of {@code values}, of which there is at least one. */
    static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a spread of nothing");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
