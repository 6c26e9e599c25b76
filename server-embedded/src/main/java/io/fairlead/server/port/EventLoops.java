package io.fairlead.server.port;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fairlead.server.check.Invariant;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The event loops that all members of an assembly share. They start with the first {@link Hold} and end with the last
 * one, so several members in one JVM cost one set of threads, and a stopped one leaves none behind.
 *
 * <p>Safe from any thread.
 */
public final class EventLoops {
    private static final long STOP_TIMEOUT_MILLIS = 2_000;

    private final int threads;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private int holds;

    @GuardedBy("lock")
    private @Nullable EventLoopGroup group;

    /** @param threads how many loops; one or two serve a machine best, more cost throughput */
    public EventLoops(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("event loop threads: " + threads);
        }
        this.threads = threads;
    }

    /** As many loops as half the processors, one at least and four at most. */
    public static EventLoops forThisMachine() {
        return new EventLoops(Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2)));
    }

    /** Keeps the loops running until the hold is closed. */
    public Hold hold() {
        synchronized (lock) {
            EventLoopGroup running = group;
            if (running == null) {
                running = new MultiThreadIoEventLoopGroup(
                        threads, new DefaultThreadFactory("fairlead-net", true), NioIoHandler.newFactory());
                group = running;
            }
            holds++;
            return new Hold(running);
        }
    }

    private void release() {
        EventLoopGroup last;
        synchronized (lock) {
            holds--;
            Invariant.check(holds >= 0, "event loops are held a negative number of times");
            if (holds > 0 || group == null) {
                return;
            }
            last = group;
            group = null;
        }
        var unused = last.shutdownGracefully(0, STOP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A share in the loops. Closing it twice does nothing. */
    public final class Hold implements CallLoops, AutoCloseable {
        private final EventLoopGroup group;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Hold(EventLoopGroup group) {
            this.group = group;
        }

        public EventLoopGroup group() {
            return group;
        }

        /** One of the loops; successive calls spread over all of them. */
        public EventLoop next() {
            return group.next();
        }

        /** The loop that the caller runs on, so that what it starts ends without a hop; any loop for other threads. */
        @Override
        public Executor nearest() {
            for (EventExecutor loop : group) {
                if (loop.inEventLoop()) {
                    return loop;
                }
            }
            return group.next();
        }

        @Override
        public Future<?> every(long nanos, Runnable work) {
            return group.next().scheduleWithFixedDelay(work, nanos, nanos, TimeUnit.NANOSECONDS);
        }

        /**
         * Waits until every loop has looked at its sockets once more, two seconds at most. A socket that was closed stays with
         * the system until then, so that its port can't be bound again: the JDK's selectors let go of it only when they
         * select. What is scheduled for later runs after the next selection, never before it. Does nothing once the hold is
         * closed, since the loops may have ended. Not for event loops.
         */
        public void awaitSelection() {
            if (closed.get()) {
                return;
            }
            List<Future<?>> passes = new ArrayList<>();
            for (EventExecutor loop : group) {
                passes.add(loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS));
            }
            passes.forEach(pass -> pass.awaitUninterruptibly(STOP_TIMEOUT_MILLIS));
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release();
            }
        }
    }
}
