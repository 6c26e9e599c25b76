package io.fairlead.jcache;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one manager: loads, listeners and near copies run on them, each of which may block. They end when idle. */
final class CacheThreads implements Executor, AutoCloseable {
    private final ExecutorService pool;

    CacheThreads() {
        AtomicInteger number = new AtomicInteger();
        pool = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "fairlead-jcache-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void execute(Runnable work) {
        pool.execute(work);
    }

    /** Takes no more work; what is under way goes on. Closing twice does nothing. */
    @Override
    public void close() {
        pool.shutdown();
    }
}
