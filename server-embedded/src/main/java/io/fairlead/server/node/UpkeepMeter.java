package io.fairlead.server.node;

import io.fairlead.server.meter.Histogram;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How long the upkeep of a member took, from the call to the answer. Any thread.
 *
 * @param defragmentsBegun those under way included
 * @param promotions learners that this member made voters, as leader
 */
public record UpkeepMeter(
        Histogram defragments, Histogram hashes, Histogram hashesAt, LongAdder defragmentsBegun, LongAdder promotions) {
    UpkeepMeter() {
        this(
                Histogram.doubling(Histogram.SECONDS, 100_000_000, 13),
                Histogram.doubling(Histogram.SECONDS, 10_000_000, 15),
                Histogram.doubling(Histogram.SECONDS, 10_000_000, 15),
                new LongAdder(),
                new LongAdder());
    }

    /** Notes in {@code histogram} how long {@code work} takes from now on. */
    static <T> CompletableFuture<T> time(CompletableFuture<T> work, Histogram histogram, LongSupplier nanos) {
        long begun = nanos.getAsLong();
        var unused = work.whenComplete((answer, broken) -> histogram.add(nanos.getAsLong() - begun));
        return work;
    }
}
