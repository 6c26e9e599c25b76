package io.fairlead.server.sim;

import io.fairlead.server.sim.Simulation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs many seeds, a few at a time: each simulation lives in one thread from end to end, and none knows of the others. Stops
 * where the seeds or the time end, or where enough of them have failed; of each that failed it says so at once, and now and then
 * how far it is.
 */
final class Seeds {
    /** Those who mend one failing seed want the next few, not thousands; a long run by night goes on for longer. */
    private static final int FAILURES_MAX = Integer.getInteger("sim.failures", 3);

    private static final long PROGRESS_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** One seed in so many is run twice, and both runs must be one. */
    private static final int TWICE_EVERY = 100;

    private final AtomicLong next;
    private final long end;
    private final long startNanos = System.nanoTime();
    private final long nanosMax;
    private final RunTable table = new RunTable();
    private final List<Throwable> failures = new ArrayList<>();
    private final SortedSet<Long> failed = new TreeSet<>();
    private long nextProgressNanos = startNanos + PROGRESS_NANOS;

    private Seeds(long from, long count, long nanosMax) {
        this.next = new AtomicLong(from);
        this.end = count > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + count;
        this.nanosMax = nanosMax;
    }

    /**
     * Runs the seeds from {@code from} on, at most {@code count} of them.
     *
     * @param nanosMax after which no further seed is begun
     * @return what the runs did, in numbers
     * @throws AssertionError names the seeds that failed and shows what the good ones did; caused by the first failure, further
     *     ones are suppressed
     */
    static RunTable run(long from, long count, int threads, long nanosMax) {
        Seeds seeds = new Seeds(from, count, nanosMax);
        seeds.runAll(threads);
        seeds.table.took(System.nanoTime() - seeds.startNanos);
        seeds.complain();
        return seeds.table;
    }

    private void runAll(int threads) {
        List<Thread> runners = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread runner = new Thread(this::runSome, "seeds-" + i);
            runner.start();
            runners.add(runner);
        }
        for (Thread runner : runners) {
            joinUnlessInterrupted(runner);
        }
    }

    private void complain() {
        if (!failures.isEmpty()) {
            Throwable first = failures.get(0);
            AssertionError all =
                    new AssertionError("seeds that failed: " + failed + "\nwhat the others did:\n" + table, first);
            failures.stream().skip(1).forEach(all::addSuppressed);
            throw all;
        }
    }

    private void runSome() {
        while (goOn()) {
            long seed = next.getAndIncrement();
            if (seed >= end) {
                return;
            }
            try {
                Outcome outcome = new Simulation(seed).run();
                if (seed % TWICE_EVERY == 0 && !outcome.equals(new Simulation(seed).run())) {
                    throw new AssertionError("seed " + seed + " run twice gives two journals");
                }
                add(outcome);
            } catch (RuntimeException | Error failure) {
                failed(seed, failure);
            }
        }
    }

    private synchronized boolean goOn() {
        return failures.size() < FAILURES_MAX && System.nanoTime() - startNanos < nanosMax;
    }

    private synchronized void add(Outcome outcome) {
        table.add(outcome);
        long now = System.nanoTime();
        if (now - nextProgressNanos >= 0) {
            nextProgressNanos = now + PROGRESS_NANOS;
            System.out.println(table.progress(now - startNanos) + ", failed: " + failed);
        }
    }

    private synchronized void failed(long seed, Throwable failure) {
        System.out.println("seed " + seed + " failed: "
                + String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
        failed.add(seed);
        failures.add(failure);
    }

    private static void joinUnlessInterrupted(Thread runner) {
        try {
            runner.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while seeds ran", e);
        }
    }
}
