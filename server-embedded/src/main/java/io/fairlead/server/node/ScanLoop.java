package io.fairlead.server.node;

import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.exec.Waker;
import java.util.concurrent.Executor;

/**
 * Runs what reads the whole state, such as hashes, one after another, so that no loop with work for everyone waits for it. Owns
 * no state. What waits when the loop ends is not run; whoever asked for it is answered by {@link Maintenance#stop}.
 */
final class ScanLoop implements Loop, Executor {
    private static final int CALLERS_MAX = 64;

    private final Mailbox<Runnable> scans = new Mailbox<>(CALLERS_MAX);

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public void attach(Waker waker) {
        scans.bind(waker);
    }

    /** For a caller, of whom there may be too many: then false. Any thread. */
    boolean offer(Runnable scan) {
        return scans.offer(scan);
    }

    /** For the member itself: the hash before a compaction, of which one at a time counts. Any thread. */
    @Override
    public void execute(Runnable scan) {
        scans.post(scan);
    }

    @Override
    public int turn(long nowNanos) {
        return scans.drain(Runnable::run, 1);
    }

    @Override
    public long deadlineNanos() {
        return NEVER;
    }
}
