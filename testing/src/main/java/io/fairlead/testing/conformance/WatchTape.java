package io.fairlead.testing.conformance;

import io.fairlead.testing.fake.KeyChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a client delivered of one watch. The adapter tells it; the scenarios judge it. Safe to share between threads. */
public final class WatchTape {
    /** What is run for every batch, on the client's thread, before it is recorded. */
    public interface OnBatch {
        void handle(List<KeyChange> batch);
    }

    private final List<List<KeyChange>> batches = new ArrayList<>();
    private final List<List<KeyChange>> resyncs = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final OnBatch onBatch;
    private @Nullable String end;
    private long compactRevision;
    private int ends;

    public WatchTape() {
        this(batch -> {});
    }

    /** A tape whose owner looks at every batch first, and may block there. */
    public WatchTape(OnBatch onBatch) {
        this.onBatch = onBatch;
    }

    /** The client delivered a batch. */
    public void batch(List<KeyChange> batch) {
        onBatch.handle(batch);
        synchronized (this) {
            batches.add(List.copyOf(batch));
            notifyAll();
        }
    }

    /** The client delivered what it worked out from a fresh reading. */
    public synchronized void resync(List<KeyChange> difference) {
        resyncs.add(List.copyOf(difference));
        notifyAll();
    }

    /** The client says that these revisions, both inclusive, are lost. */
    public synchronized void skipped(long first, long last) {
        skipped.add(first + ".." + last);
        notifyAll();
    }

    /**
     * The watch has ended without being closed.
     *
     * @param toCompactRevision where history begins, if that is why; else 0
     */
    public synchronized void ended(String why, long toCompactRevision) {
        if (end == null) {
            end = why;
            compactRevision = toCompactRevision;
        }
        ends++;
        notifyAll();
    }

    synchronized List<KeyChange> events() {
        return batches.stream().flatMap(List::stream).toList();
    }

    synchronized List<List<KeyChange>> resyncs() {
        return List.copyOf(resyncs);
    }

    synchronized List<String> skips() {
        return List.copyOf(skipped);
    }

    synchronized int countEnds() {
        return ends;
    }

    synchronized Optional<String> end() {
        return Optional.ofNullable(end);
    }

    /** Waits for the end of the watch: the compact revision it told, or 0. */
    long awaitEnd(Duration patience) {
        await("the watch to end", () -> end != null, patience);
        synchronized (this) {
            return compactRevision;
        }
    }

    void awaitResync(Duration patience) {
        await("a resync", () -> !resyncs.isEmpty(), patience);
    }

    /** Waits until so many events are there. */
    void awaitEvents(int count, Duration patience) {
        await(count + " events", () -> events().size() >= count, patience);
    }

    /** Waits until the last event of what is expected is there, and compares everything then. */
    void mustBe(List<KeyChange> expected, Duration patience) {
        KeyChange last = expected.get(expected.size() - 1);
        await("the event " + last, () -> end != null || events().contains(last), patience);
        List<KeyChange> got = events();
        if (!got.equals(expected)) {
            throw new AssertionError(difference(expected, got));
        }
    }

    /** Every batch is one revision, and no revision has two batches. */
    synchronized void mustBeWholeRevisions() {
        Set<Long> seen = new HashSet<>();
        for (List<KeyChange> batch : batches) {
            Set<Long> revisions = new HashSet<>();
            batch.forEach(change -> revisions.add(change.revision()));
            if (revisions.size() > 1) {
                throw new AssertionError("one batch of several revisions: " + batch);
            }
            if (!seen.addAll(revisions) && !revisions.isEmpty()) {
                throw new AssertionError("a revision in parts: " + batches);
            }
        }
    }

    private synchronized String difference(List<KeyChange> expected, List<KeyChange> got) {
        List<KeyChange> missing = new ArrayList<>(expected);
        got.forEach(missing::remove);
        List<KeyChange> tooMuch = new ArrayList<>(got);
        expected.forEach(tooMuch::remove);
        String verdict = missing.isEmpty() && tooMuch.isEmpty() ? "out of order" : "";
        return verdict
                + (missing.isEmpty() ? "" : "lost " + missing + " ")
                + (tooMuch.isEmpty() ? "" : "too much " + tooMuch + " ")
                + (end == null ? "" : "ended: " + end + " ")
                + "; got " + got;
    }

    private synchronized void await(String what, BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(
                        "waited in vain for " + what + (end == null ? "" : "; ended: " + end) + "; got " + events());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }
}
