package io.fairlead.server.storage.wal;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.exec.Loop;
import io.fairlead.server.exec.Mailbox;
import io.fairlead.server.exec.Waker;
import io.fairlead.server.failpoint.Failpoint;
import io.fairlead.server.failpoint.Failpoints;
import io.fairlead.server.storage.disk.DiskSpace;
import io.fairlead.server.storage.disk.NoSpaceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The loop that owns the log. Each turn it takes all writes that wait, brings them to disk with one force, then opens their
 * envelopes in order: while one batch is being forced the next one gathers, so batches grow with the load and a lone write
 * waits for nobody.
 *
 * <p>An error of the disk ends the loop by an exception out of {@link #turn}; the host then stops the member. Nothing is
 * retried: after a failed force nobody knows what the disk holds. Only a full disk is waited for: the batch is kept, nothing
 * of it is acknowledged, and the loop looks again by a deadline, or when segments were released.
 */
public final class WalLoop implements Loop {
    /** Bounds the time of one turn; more waits for the next one. */
    private static final int WRITES_PER_TURN = 4096;

    private final Wal wal;
    private final Clock clock;
    private final WalListener listener;
    private final Failpoints failpoints;

    /** Never full: each write belongs to a message or proposal that was bounded where it entered the member. */
    private final Mailbox<WalWrite> writes = new Mailbox<>(Integer.MAX_VALUE);

    private final Mailbox<Long> releases = new Mailbox<>(Integer.MAX_VALUE);

    private final Mailbox<Boolean> regained = new Mailbox<>(1);

    /** The writes of this turn; more than none between turns while the log lacks space. */
    private final List<WalWrite> batch = new ArrayList<>();

    private final DiskSpace.Wait room;
    private final DiskSpace.Wait roomAhead;

    /** Written by this loop, read by anyone. */
    private volatile long lastCommitNanos;

    /** @param wal open, and from now on nobody else's */
    public WalLoop(Wal wal, Clock clock, WalListener listener, DiskSpace space, Failpoints failpoints) {
        this.wal = wal;
        this.clock = clock;
        this.listener = listener;
        this.room = space.waitFor(DiskSpace.Need.LOG);
        this.roomAhead = space.waitFor(DiskSpace.Need.LOG_AHEAD);
        this.failpoints = failpoints;
    }

    /** Hands over a write; its envelope is opened when it is on disk, or never if the member stops first. Any thread. */
    public void write(WalWrite write) {
        writes.post(write);
    }

    /** The log behind the snapshot at {@code index}, which must be marked and durable, is not needed any more. Any thread. */
    public void release(long index) {
        releases.post(index);
    }

    /** All that the disk had lost of the log is in it again, durably. Any thread. */
    public void regained() {
        boolean unusedTold = regained.offer(true);
    }

    /** How many writes wait. */
    public int backlog() {
        return writes.size();
    }

    /** How long the last write and force took together, in nanoseconds; 0 before the first. */
    public long lastCommitNanos() {
        return lastCommitNanos;
    }

    @Override
    public String name() {
        return "wal";
    }

    @Override
    public void attach(Waker waker) {
        writes.bind(waker);
        releases.bind(waker);
        regained.bind(waker);
    }

    @Override
    public int turn(long nowNanos) {
        try {
            int done = room.mayTry(nowNanos) ? commitAll(nowNanos) : 0;
            if (releases.drain(this::releaseUpTo, 1) > 0) {
                room.hurry(nowNanos);
                done++;
            }
            done += regained.drain(told -> noteRegained(), 1);
            if (done == 0 && !room.isWaiting() && roomAhead.mayTry(nowNanos)) {
                claimAhead(nowNanos);
            }
            return done;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public long deadlineNanos() {
        return room.isWaiting() ? room.deadlineNanos() : roomAhead.deadlineNanos();
    }

    @Override
    public void detach() {
        try {
            wal.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private int commitAll(long nowNanos) throws IOException {
        int kept = batch.size();
        writes.drain(batch::add, WRITES_PER_TURN - kept);
        if (batch.isEmpty()) {
            return 0;
        }
        failpoints.reach(Failpoint.RAFT_BEFORE_SAVE);
        for (WalWrite write : batch.subList(kept, batch.size())) {
            wal.append(write);
        }
        boolean force = batch.stream().anyMatch(WalWrite::force);
        long size = wal.uncommittedSize();
        long startNanos = clock.nanos();
        try {
            wal.commit(force);
        } catch (NoSpaceException e) {
            room.begin(nowNanos, e);
            return 0;
        }
        room.end();
        lastCommitNanos = clock.nanos() - startNanos;
        listener.committed(batch.size(), size, force, lastCommitNanos);
        failpoints.reach(Failpoint.RAFT_AFTER_SAVE);
        for (WalWrite write : batch) {
            write.afterDurable().run();
        }
        int done = batch.size();
        batch.clear();
        return done;
    }

    private void claimAhead(long nowNanos) throws IOException {
        try {
            wal.claimAhead();
            roomAhead.end();
        } catch (NoSpaceException e) {
            roomAhead.begin(nowNanos, e);
        }
    }

    private void releaseUpTo(long index) {
        try {
            int released = wal.release(index);
            if (released > 0) {
                listener.released(released);
            }
            failpoints.reach(Failpoint.RAFT_AFTER_WAL_RELEASE);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void noteRegained() {
        try {
            wal.regained();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static UncheckedIOException failure(IOException cause) {
        return new UncheckedIOException("the write-ahead log failed: " + cause.getMessage(), cause);
    }
}
