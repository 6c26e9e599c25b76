package io.fairlead.client.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A clock that stands still until it is moved, and a timer that goes by it, in the thread that moves it. */
public final class ManualTime extends ScheduledThreadPoolExecutor implements LongSupplier {
    /** Close to the overflow, which a clock may meet at any time. */
    private long nowNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30);

    private final List<Task> tasks = new ArrayList<>();

    public ManualTime() {
        super(0);
    }

    @Override
    public long getAsLong() {
        return nowNanos;
    }

    /** Moves the clock, stopping at each task on the way. */
    public void advance(Duration step) {
        long end = nowNanos + step.toNanos();
        for (Optional<Task> next = next(end); next.isPresent(); next = next(end)) {
            Task task = next.orElseThrow();
            tasks.remove(task);
            nowNanos = Math.max(0, task.atNanos - nowNanos) + nowNanos;
            task.run();
        }
        nowNanos = end;
    }

    /** Moves the clock without running anything: a pause of the whole process. */
    public void stall(Duration step) {
        nowNanos += step.toNanos();
    }

    public int waiting() {
        return tasks.size();
    }

    private Optional<Task> next(long end) {
        return tasks.stream()
                .filter(task -> task.atNanos - end <= 0)
                .min(Comparator.comparingLong(task -> task.atNanos - nowNanos));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        Task task = new Task(work, nowNanos + unit.toNanos(delay));
        tasks.add(task);
        return task;
    }

    private final class Task extends FutureTask<Boolean> implements ScheduledFuture<Boolean> {
        private final long atNanos;

        Task(Runnable work, long atNanos) {
            super(work, true);
            this.atNanos = atNanos;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            tasks.remove(this);
            return super.cancel(mayInterruptIfRunning);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - nowNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
