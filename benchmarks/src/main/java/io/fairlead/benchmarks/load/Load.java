package io.fairlead.benchmarks.load;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One run of a plan. Used once, by one thread, which keeps the time and tells progress; another one starts operations when they
 * are due, or again after a failure.
 */
public final class Load implements Endings {
    private static final Duration PROGRESS = Duration.ofSeconds(1);

    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** How long a slot rests after a failure: a server that refuses at once is not to be asked in a tight loop. */
    private static final long REST_NANOS = 5_000_000;

    /** Below this it does not pay to park: the thread would wake up later. */
    private static final long SPIN_NANOS = 60_000;

    /** When a slot's operation was due; no such time while it has none. */
    private static final long IDLE = Long.MIN_VALUE;

    private final LoadPlan plan;
    private final List<Long> serverPids;
    private final Consumer<String> progress;
    private final Tally tally = new Tally();
    private final AtomicLongArray due;

    /** Open loop: slots without an operation. */
    private final BlockingQueue<Integer> free;

    /** Closed loop: slots whose operation failed. */
    private final ConcurrentLinkedQueue<Integer> resting = new ConcurrentLinkedQueue<>();

    /** How long operations that were due may still take in the end. */
    private Duration drain = DRAIN;

    // All four are set before the first operation starts.
    private Operation operation = (slot, dueNanos) -> {};
    private long beginNanos;
    private long countFrom;
    private long countTo;

    /** Operations that were due in the counted time and could not start any more. Written by the pacing thread. */
    private long notStarted;

    private volatile boolean over;

    /**
     * @param serverPids whose cost is measured: all processes of the cluster that are on this machine, or none
     * @param progress told a line a second
     */
    public Load(LoadPlan plan, List<Long> serverPids, Consumer<String> progress) {
        this.plan = plan;
        this.serverPids = List.copyOf(serverPids);
        this.progress = progress;
        this.due = new AtomicLongArray(plan.outstanding());
        this.free = new ArrayBlockingQueue<>(plan.outstanding());
        for (int slot = 0; slot < plan.outstanding(); slot++) {
            due.set(slot, IDLE);
            free.add(slot);
        }
    }

    /**
     * Runs it: takes warm-up and counted time, and up to ten seconds more for what is still unanswered then.
     *
     * @throws LoadFailure if the cluster does not take this load at all
     */
    public LoadResult run(Target target) throws InterruptedException {
        try (Connections connections = Connections.open(target, plan);
                Operation opened = open(connections)) {
            return run(opened);
        } catch (StatusRuntimeException e) {
            throw new LoadFailure("refused by " + target + ": " + e.getStatus(), e);
        }
    }

    /**
     * Puts every key of a plan once.
     *
     * @throws LoadFailure if one of the puts fails
     */
    public static void fill(Target target, LoadPlan plan) throws InterruptedException {
        try (Connections connections = Connections.open(target, plan)) {
            new Keys(plan).fill(connections);
        }
    }

    private Operation open(Connections connections) throws InterruptedException {
        return switch (plan.what()) {
            case PUT, RANGE, SERIALIZABLE, TXN, MIXED -> new KeyOperation(plan, connections, this);
            case WATCH -> new WatchOperation(plan, connections, this);
            case KEEP_ALIVE -> new KeepAliveOperation(plan, connections, this);
            case LEASES -> new LeaseChurn(plan, connections, this);
        };
    }

    Load drainingFor(Duration time) {
        drain = time;
        return this;
    }

    /** For tests, with an operation of their own. */
    LoadResult run(Operation ready) throws InterruptedException {
        operation = ready;
        beginNanos = System.nanoTime();
        countFrom = beginNanos + plan.warmUp().toNanos();
        countTo = countFrom + plan.time().toNanos();
        Thread pacer = new Thread(this::pace, "load-pacer");
        pacer.setDaemon(true);
        pacer.start();
        try {
            keepTime(countFrom);
            Usage from = Usage.now(tally, serverPids);
            keepTime(countTo);
            Usage to = Usage.now(tally, serverPids);
            long unanswered = drain(pacer);
            tally.collect();
            return LoadResult.of(plan, from, to, tally, unanswered);
        } finally {
            over = true;
            pacer.interrupt();
            pacer.join();
        }
    }

    // The thread that starts operations.

    private void pace() {
        try {
            if (plan.isOpen()) {
                paceOpen();
            } else {
                paceClosed();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void paceOpen() throws InterruptedException {
        for (long i = 0; dueTime(i) - countTo < 0; i++) {
            long time = dueTime(i);
            sleepUntil(time);
            Integer slot = free.poll(countTo + drain.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (slot == null || over) {
                giveUp(i);
                return;
            }
            start(slot, time);
        }
    }

    private long dueTime(long number) {
        return beginNanos + (long) (number * 1e9 / plan.rate());
    }

    /** What was due and never started has waited all this time. */
    private void giveUp(long from) {
        long now = System.nanoTime();
        for (long i = from; dueTime(i) - countTo < 0; i++) {
            if (isCounted(dueTime(i))) {
                tally.record(now - dueTime(i));
                notStarted++;
            }
        }
    }

    private void paceClosed() throws InterruptedException {
        for (int slot = 0; slot < plan.outstanding(); slot++) {
            start(slot, System.nanoTime());
        }
        while (!over) {
            TimeUnit.NANOSECONDS.sleep(REST_NANOS);
            for (int left = resting.size(); left > 0; left--) {
                Integer slot = resting.poll();
                if (slot != null) {
                    startNow(slot);
                }
            }
        }
    }

    private void startNow(int slot) {
        long now = System.nanoTime();
        if (now - countTo < 0) {
            start(slot, now);
        }
    }

    private void start(int slot, long time) {
        due.set(slot, time);
        operation.start(slot, time);
    }

    private static void sleepUntil(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
            left = nanos - System.nanoTime();
        }
    }

    // Where operations end.

    @Override
    public void ended(int slot, Status status) {
        long now = System.nanoTime();
        long since = due.getAndSet(slot, IDLE);
        if (since == IDLE) {
            return; // It was given up.
        }
        if (!status.isOk()) {
            tally.countFailure(status);
        } else {
            tally.countDone();
            if (plan.what() != LoadCase.WATCH && isCounted(plan.isOpen() ? since : now)) {
                tally.record(now - since);
            }
        }
        if (plan.isOpen()) {
            free.add(slot);
        } else if (status.isOk()) {
            startNow(slot);
        } else {
            resting.add(slot);
        }
    }

    @Override
    public void delivered(long dueNanos) {
        long now = System.nanoTime();
        tally.countDelivered();
        if (isCounted(plan.isOpen() ? dueNanos : now)) {
            tally.record(now - dueNanos);
        }
    }

    private boolean isCounted(long nanos) {
        return nanos - countFrom >= 0 && nanos - countTo < 0;
    }

    // The thread that keeps time.

    private void keepTime(long until) throws InterruptedException {
        long lineDue = System.nanoTime() + PROGRESS.toNanos();
        long doneBefore = progressCount();
        long before = System.nanoTime();
        while (true) {
            long now = System.nanoTime();
            if (!operation.broken().isEmpty()) {
                throw new LoadFailure(operation.broken());
            }
            if (now - until >= 0) {
                return;
            }
            if (now - lineDue >= 0) {
                long done = progressCount();
                progress.accept(ProgressLine.of(
                        plan,
                        (now - beginNanos) / 1e9,
                        (done - doneBefore) / ((now - before) / 1e9),
                        tally.collect(),
                        tally.failed()));
                doneBefore = done;
                before = now;
                lineDue += PROGRESS.toNanos();
            }
            TimeUnit.NANOSECONDS.sleep(Math.max(1, Math.min(lineDue - now, until - now)));
        }
    }

    private long progressCount() {
        return plan.what() == LoadCase.WATCH ? tally.delivered() : tally.done();
    }

    /** Waits for what is under way; what never ends counts with the time it has waited, in an open loop. */
    private long drain(Thread pacer) throws InterruptedException {
        long end = System.nanoTime() + drain.toNanos();
        if (plan.isOpen()) {
            pacer.join(drain.toMillis());
        }
        while (underWay() > 0 && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        over = true;
        pacer.interrupt();
        pacer.join();
        long unanswered = notStarted;
        long now = System.nanoTime();
        for (int slot = 0; slot < due.length(); slot++) {
            long since = due.getAndSet(slot, IDLE);
            if (since != IDLE) {
                unanswered++;
                if (plan.isOpen() && isCounted(since)) {
                    tally.record(now - since);
                }
            }
        }
        return unanswered;
    }

    private int underWay() {
        int count = 0;
        for (int slot = 0; slot < due.length(); slot++) {
            if (due.get(slot) != IDLE) {
                count++;
            }
        }
        return count;
    }
}
