package io.fairlead.cli.chaos;

import io.fairlead.api.InterruptedCallException;
import io.fairlead.cli.chaos.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The threads of a run. Each takes turns until all are told to stop; one that breaks is a violation. */
final class Workers {
    private static final long HANG_SECONDS = 120;

    private final History history;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** One permit for each answered write. */
    private final Semaphore writes = new Semaphore(0);

    Workers(History history) {
        this.history = history;
    }

    /** What a thread does again and again. */
    interface Turn {
        void take(int number) throws InterruptedException;
    }

    void start(String name, Turn turn) {
        Thread thread = new Thread(() -> run(name, turn), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void run(String name, Turn turn) {
        try {
            for (int number = 0; isRunning(); number++) {
                turn.take(number);
            }
        } catch (InterruptedException | InterruptedCallException e) {
            if (isRunning()) {
                history.violation("worker " + name + " was interrupted");
            }
        } catch (RuntimeException | Error e) {
            history.violation("worker " + name + " broke: " + e);
            e.printStackTrace();
        }
    }

    boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** Lets time pass, unless the run ends. */
    void pace(long millis) throws InterruptedException {
        boolean unused = stopped.await(millis, TimeUnit.MILLISECONDS);
    }

    /** A write was answered. */
    void wrote() {
        writes.release();
    }

    /** Waits until so many more writes were answered. */
    void awaitWrites(int count, String when) {
        writes.drainPermits();
        try {
            if (!writes.tryAcquire(count, HANG_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("no " + count + " writes within " + HANG_SECONDS + " s " + when);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the threads after the calls they are in. */
    void stop() {
        stopped.countDown();
        for (Thread thread : threads) {
            join(thread);
            if (thread.isAlive()) {
                history.violation("worker " + thread.getName() + " does not end: " + List.of(thread.getStackTrace()));
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(HANG_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
