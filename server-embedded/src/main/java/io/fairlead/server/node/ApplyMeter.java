package io.fairlead.server.node;

import io.fairlead.server.command.CommandKind;
import io.fairlead.server.meter.Histogram;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** How long commands took to be carried out. The apply loop writes, any thread reads. */
public final class ApplyMeter {
    private final Map<CommandKind, Histogram> done = perKind();
    private final Map<CommandKind, Histogram> refused = perKind();
    private final LongAdder slow = new LongAdder();

    ApplyMeter() {}

    void carriedOut(CommandKind kind, boolean wasDone, long nanos) {
        Histogram histogram = (wasDone ? done : refused).get(kind);
        if (histogram != null) {
            histogram.add(nanos);
        }
    }

    void wasSlow() {
        slow.increment();
    }

    /** How many took longer than a command should. */
    public long slow() {
        return slow.sum();
    }

    /** Shows the durations of those that were carried out, or of those that were refused, in the order of their kinds. */
    public void visit(boolean wereDone, BiConsumer<CommandKind, Histogram> visitor) {
        (wereDone ? done : refused).forEach(visitor);
    }

    /** A tenth of a millisecond to a minute. */
    private static Map<CommandKind, Histogram> perKind() {
        Map<CommandKind, Histogram> histograms = new EnumMap<>(CommandKind.class);
        for (CommandKind kind : CommandKind.values()) {
            histograms.put(kind, Histogram.doubling(Histogram.SECONDS, 100_000, 20));
        }
        return histograms;
    }
}
