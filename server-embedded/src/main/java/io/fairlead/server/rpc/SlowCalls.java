package io.fairlead.server.rpc;

import io.grpc.Status;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says which unary calls took too long: one line a second at most, which tells how many it stands for, so that a member that is
 * slow for everybody is not slowed further by its log. Any thread.
 */
public final class SlowCalls {
    private static final System.Logger LOG = System.getLogger(SlowCalls.class.getName());

    /** etcd's default of {@code --warning-unary-request-duration}. */
    public static final Duration DEFAULT_LIMIT = Duration.ofMillis(300);

    private static final long QUIET_NANOS = 1_000_000_000;

    private final long limitNanos;
    private final AtomicLong untold = new AtomicLong();

    /** When the last line was written, plus one; 0 before the first. */
    private final AtomicLong toldNanos = new AtomicLong();

    /** @param limit a call that takes longer is slow; zero for never */
    public SlowCalls(Duration limit) {
        this.limitNanos = limit.isZero() ? Long.MAX_VALUE : limit.toNanos();
    }

    /** A call took {@code tookNanos}. What it asked for is nobody's business here: keys may be secret. */
    void ended(CallMeter method, Status status, long tookNanos, long nowNanos) {
        if (tookNanos <= limitNanos) {
            return;
        }
        long others = untold.getAndIncrement();
        long told = toldNanos.get();
        if ((told != 0 && nowNanos + 1 - told < QUIET_NANOS) || !toldNanos.compareAndSet(told, nowNanos + 1)) {
            return;
        }
        untold.addAndGet(-others - 1);
        LOG.log(
                Level.WARNING,
                "a request took {0} ms, more than the {1} ms it should: {2}/{3}, answered {4}{5}",
                Long.toString(tookNanos / 1_000_000),
                Long.toString(limitNanos / 1_000_000),
                method.service(),
                method.method(),
                status.getCode(),
                others == 0 ? "" : "; so did " + others + " before it");
    }
}
