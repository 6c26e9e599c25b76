package io.fairlead.cli.chaos;

import io.fairlead.api.kv.Op;
import io.fairlead.cli.chaos.history.Ending;
import io.fairlead.cli.chaos.history.History;
import io.fairlead.cli.chaos.history.Operation;
import io.fairlead.cli.chaos.history.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What a run came to, as the table in docs/reliability.md has it. */
final class Figures {
    private final History history;
    private final LongSupplier events;
    private final long began = System.nanoTime();
    private final Map<String, Happened> faults = new TreeMap<>();
    private final AtomicLong upkeepFailures = new AtomicLong();

    Figures(History history, LongSupplier events) {
        this.history = history;
        this.events = events;
    }

    /** A fault has happened and the cluster is well again after this time. */
    void happened(String kind, long nanos) {
        faults.merge(
                kind,
                new Happened(1, nanos),
                (a, b) -> new Happened(a.count() + b.count(), Math.max(a.longestNanos(), b.longestNanos())));
    }

    /** How often, and how long until all was well again. */
    private record Happened(int count, long longestNanos) {}

    /** A compaction or defragmentation failed. */
    void upkeepFailed() {
        upkeepFailures.incrementAndGet();
    }

    void print(Verdict verdict, Map<String, Integer> haltedAt) {
        List<Operation> operations = history.operations();
        long[] writes = latencies(operations, false);
        long[] reads = latencies(operations, true);
        System.out.printf(
                "chaos: %d s, %d faults, %d calls (%d of unknown outcome: %d made, %d not), %d revisions, %d watch"
                        + " events, %d leases ended, %d upkeep calls failed%n",
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                faults.values().stream().mapToInt(Happened::count).sum(),
                verdict.operations(),
                verdict.unknownMade() + verdict.unknownNeverMade(),
                verdict.unknownMade(),
                verdict.unknownNeverMade(),
                verdict.revisions(),
                events.getAsLong(),
                verdict.expired(),
                upkeepFailures.get());
        System.out.printf(
                "chaos: writes p50 %.1f ms, p99 %.1f ms; reads p50 %.1f ms, p99 %.1f ms; longest without a write %.1f"
                        + " s%n",
                millis(quantile(writes, 0.5)),
                millis(quantile(writes, 0.99)),
                millis(quantile(reads, 0.5)),
                millis(quantile(reads, 0.99)),
                millis(longestGap(operations)) / 1000);
        faults.forEach((kind, happened) -> System.out.printf(
                "chaos: %4d x %s, well again after %.1f s at most%n",
                happened.count(), kind, millis(happened.longestNanos()) / 1000));
        haltedAt.forEach((name, count) -> System.out.printf("chaos: %4d x halted at %s%n", count, name));
        verdict.violations().forEach(violation -> System.out.println("chaos: " + violation));
    }

    private static long[] latencies(List<Operation> operations, boolean reads) {
        return answered(operations)
                .filter(operation -> operation.ask() instanceof Op.Get == reads)
                .mapToLong(operation -> operation.returned() - operation.invoked())
                .sorted()
                .toArray();
    }

    private static long longestGap(List<Operation> operations) {
        long[] moments = answered(operations)
                .filter(operation -> !(operation.ask() instanceof Op.Get))
                .mapToLong(Operation::returned)
                .sorted()
                .toArray();
        return LongStream.range(1, moments.length)
                .map(i -> moments[(int) i] - moments[(int) i - 1])
                .max()
                .orElse(0);
    }

    private static Stream<Operation> answered(List<Operation> operations) {
        return operations.stream().filter(operation -> operation.ending() == Ending.ANSWERED);
    }

    private static long quantile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, (long) (share * sorted.length))];
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
