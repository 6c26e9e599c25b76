package io.fairlead.cli.chaos;

import io.fairlead.api.kv.Op;
import io.fairlead.cli.chaos.history.Ending;
import io.fairlead.cli.chaos.history.History;
import io.fairlead.cli.chaos.history.Operation;
import io.fairlead.cli.chaos.history.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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

    /** Prints what was seen that can't be, and the tables that docs/reliability.md has, as Markdown. */
    void print(Verdict verdict, Map<String, Integer> haltedAt) {
        verdict.violations().forEach(violation -> System.out.println("chaos: " + violation));
        List<Operation> operations = history.operations();
        System.out.println();
        System.out.println("| | |");
        System.out.println("|---|---|");
        row("time", Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s");
        row("faults", count(faults.values().stream().mapToInt(Happened::count).sum()));
        row(
                "calls judged",
                "%s, of them %s of unknown outcome: %s made, %s never made"
                        .formatted(
                                count(verdict.operations()),
                                count(verdict.unknownMade() + verdict.unknownNeverMade()),
                                count(verdict.unknownMade()),
                                count(verdict.unknownNeverMade())));
        row(
                "revisions; watch events; leases that ended",
                "%s; %s; %s"
                        .formatted(count(verdict.revisions()), count(events.getAsLong()), count(verdict.expired())));
        row(
                "writes p50, p99; readings p50, p99",
                quantiles(latencies(operations, false)) + "; " + quantiles(latencies(operations, true)));
        row("longest time without any write answered", seconds(longestGap(operations)));
        row("compactions and defragmentations that failed", count(upkeepFailures.get()));
        row(
                "what could not be true",
                verdict.violations().isEmpty()
                        ? "nothing"
                        : count(verdict.violations().size()));
        System.out.println();
        System.out.println("| fault | times | well again after at most |");
        System.out.println("|---|---|---|");
        faults.forEach((kind, happened) -> row(kind, count(happened.count()), seconds(happened.longestNanos())));
        System.out.println();
        if (!haltedAt.isEmpty()) {
            System.out.println("| halted at | times |");
            System.out.println("|---|---|");
            new TreeMap<>(haltedAt).forEach((name, times) -> row(name, count(times)));
            System.out.println();
        }
    }

    private static void row(String... cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    private static String quantiles(long[] sorted) {
        return String.format(
                Locale.ROOT, "%.0f ms, %.0f ms", quantile(sorted, 0.5) / 1e6, quantile(sorted, 0.99) / 1e6);
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
}
