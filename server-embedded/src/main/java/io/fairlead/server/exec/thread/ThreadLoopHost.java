package io.fairlead.server.exec.thread;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.LoopHost;
import io.fairlead.server.exec.Waker;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Gives each loop a daemon thread named {@code prefix-loop}. */
public final class ThreadLoopHost implements LoopHost {
    private final String prefix;
    private final Clock clock = new SystemClock();

    /** @param prefix first part of each thread's name, usually the member's name */
    public ThreadLoopHost(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public Running start(Loop loop, FailureHandler onFailure) {
        LoopThread thread = new LoopThread(loop, onFailure, clock, prefix + "-" + loop.name());
        loop.attach(thread);
        thread.thread.start();
        return thread;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /** One loop, its thread, and the flag by which others wake it. */
    private static final class LoopThread implements Running, Waker, Runnable {
        private final Loop loop;
        private final FailureHandler onFailure;
        private final Clock clock;
        private final Thread thread;

        /** Set by wakers, cleared by the thread before it looks at its mailboxes: a wake-up is never lost. */
        private final AtomicBoolean awake = new AtomicBoolean(true);

        private volatile boolean stopping;

        LoopThread(Loop loop, FailureHandler onFailure, Clock clock, String name) {
            this.loop = loop;
            this.onFailure = onFailure;
            this.clock = clock;
            this.thread = new Thread(this, name);
            thread.setDaemon(true);
        }

        @Override
        public void wake() {
            if (!awake.get() && awake.compareAndSet(false, true)) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void run() {
            try {
                while (!stopping) {
                    awake.set(false);
                    if (loop.turn(clock.nanos()) == 0) {
                        rest();
                    }
                }
                loop.detach();
            } catch (Throwable cause) {
                onFailure.failed(loop, cause);
            }
        }

        private void rest() {
            long deadlineNanos = loop.deadlineNanos();
            while (!awake.get() && !stopping) {
                if (deadlineNanos == Loop.NEVER) {
                    LockSupport.park(this);
                } else {
                    long leftNanos = deadlineNanos - clock.nanos();
                    if (leftNanos <= 0) {
                        return;
                    }
                    LockSupport.parkNanos(this, leftNanos);
                }
            }
        }

        @Override
        public void stop() {
            stopping = true;
            LockSupport.unpark(thread);
            if (Thread.currentThread() == thread) {
                return;
            }
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
