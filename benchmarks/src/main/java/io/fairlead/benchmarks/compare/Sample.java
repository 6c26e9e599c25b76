package io.fairlead.benchmarks.compare;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one trial came to once.
 *
 * @param values in the metric's unit; those that could not be had are absent
 * @param otherCores processors that somebody else kept busy
 * @param failed operations that failed or were never answered
 */
public record Sample(Map<Metric, Double> values, double otherCores, long failed) {
    public Sample {
        EnumMap<Metric, Double> copy = new EnumMap<>(Metric.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }
}
