package io.fairlead.cli.check;

import java.util.Map;
import java.util.TreeMap;

/** What many requests took, and why some failed. Threads of a load add to it. */
final class Figures {
    private static final double NANOS_PER_SECOND = 1e9;

    private long count;
    private double sum;
    private double sumOfSquares;
    private double slowest;
    private final Map<String, Integer> errors = new TreeMap<>();

    synchronized void add(long nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        count++;
        sum += seconds;
        sumOfSquares += seconds * seconds;
        slowest = Math.max(slowest, seconds);
    }

    synchronized void addError(String why) {
        errors.merge(why, 1, Integer::sum);
    }

    /** How many requests were answered. */
    synchronized long count() {
        return count;
    }

    /** In seconds. */
    synchronized double slowest() {
        return slowest;
    }

    /** In seconds. */
    synchronized double standardDeviation() {
        if (count == 0) {
            return 0;
        }
        double mean = sum / count;
        return Math.sqrt(Math.max(0, sumOfSquares / count - mean * mean));
    }

    /** How often each refusal was heard. */
    synchronized Map<String, Integer> errors() {
        return new TreeMap<>(errors);
    }
}
