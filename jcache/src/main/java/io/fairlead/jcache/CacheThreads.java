package io.fairlead.jcache;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one manager. All work on them may block. Listeners and near copies get a thread each time they have something to
 * do, and are as many as there are; loads, of which a program may ask for any number, share a few and wait for their turn. Threads
 * end when idle, and keep no JVM alive.
 */
final class CacheThreads implements Executor, AutoCloseable {
    /** Loads at a time. */
    static final int LOADS_MAX = 8;

    /** Loads that wait. */
    static final int WAITING_LOADS_MAX = 10_000;

    private static final long IDLE_SECONDS = 30;

    private final ExecutorService work;
    private final ThreadPoolExecutor loads;

    CacheThreads() {
        ThreadFactory factory = factory();
        work = Executors.newCachedThreadPool(factory);
        loads = new ThreadPoolExecutor(
                LOADS_MAX,
                LOADS_MAX,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_LOADS_MAX),
                factory);
        loads.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory factory() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "fairlead-jcache-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** @throws java.util.concurrent.RejectedExecutionException once this is closed */
    @Override
    public void execute(Runnable task) {
        work.execute(task);
    }

    /** @throws java.util.concurrent.RejectedExecutionException once this is closed, or if too many loads wait */
    void load(Runnable task) {
        loads.execute(task);
    }

    /** Takes no more work; what is under way or waits goes on. Closing twice does nothing. */
    @Override
    public void close() {
        work.shutdown();
        loads.shutdown();
    }
}
