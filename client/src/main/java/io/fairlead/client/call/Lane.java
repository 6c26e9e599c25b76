package io.fairlead.client.call;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in the order they came, on the threads of another executor: what is touched by the tasks of one
 * lane alone needs no lock. A task that throws does not hold up the next one.
 */
public final class Lane implements Executor {
    private static final System.Logger LOG = System.getLogger(Lane.class.getName());

    /** Tasks in a row before the thread is given back, so that a busy lane does not keep others waiting. */
    private static final int TASKS_PER_TURN = 64;

    private final Executor threads;

    /** Guarded by this. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** True while a turn is due or under way; guarded by this. */
    private boolean scheduled;

    public Lane(Executor threads) {
        this.threads = threads;
    }

    /**
     * Runs the task when those before it have run. Once the executor below takes no more, tasks are dropped: a closed client
     * ends what is open by itself.
     */
    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            waiting.add(task);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        schedule();
    }

    private void schedule() {
        try {
            threads.execute(this::turn);
        } catch (RejectedExecutionException closed) {
            synchronized (this) {
                waiting.clear();
                scheduled = false;
            }
        }
    }

    private void turn() {
        for (int i = 0; i < TASKS_PER_TURN; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | AssertionError e) {
                LOG.log(System.Logger.Level.ERROR, "a task of the client failed", e);
            }
        }
        schedule();
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        if (task == null) {
            scheduled = false;
        }
        return task;
    }
}
