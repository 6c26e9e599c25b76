package io.fairlead.server.storage.backend;

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
import java.util.function.Consumer;

/**
 * Makes sealed batches survive a crash, behind the back of the apply loop, and takes back the space of dropped records.
 *
 * <p>It forces some seconds after the first byte that waits, or when a lot waits, or when asked; then it tells how far the log
 * is no longer needed for this state.
 *
 * <p>A full disk only keeps it from noting how far the state is durable: it tries again by a deadline, and the log stays as
 * long. Any other error of the disk ends the member.
 */
public final class BackendLoop implements Loop {
    private static final int REQUESTS_MAX = 1024;

    private final Backend backend;
    private final Config config;
    private final Listener listener;
    private final Failpoints failpoints;
    private final Mailbox<Request> requests = new Mailbox<>(REQUESTS_MAX);

    /** When what waits now is forced; {@link Loop#NEVER} while nothing waits. */
    private long forceAtNanos = NEVER;

    private final DiskSpace.Wait room;

    /** A force found no space to note what it did. */
    private boolean forceAgain;

    private boolean cleaning;
    private boolean thorough;

    /**
     * How often it works.
     *
     * @param forceIntervalNanos how long a sealed batch waits at most for its force to begin
     * @param forceBytes how many bytes wait at most
     */
    public record Config(long forceIntervalNanos, long forceBytes) {
        /** Five seconds or 64 MiB. */
        public static final Config DEFAULT = new Config(5_000_000_000L, 64L << 20);
    }

    /** Told about durability. Called on the backend loop: it posts to a mailbox and returns. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Everything up to this mark survives a crash; the log behind it may be released.
         *
         * @throws NoSpaceException if it wants to hear of it again
         */
        void forced(AppliedMark mark) throws IOException;
    }

    private sealed interface Request {
        /** Force now, and call back with the mark. */
        record Force(Listener whenDone) implements Request {}

        /** Take back all space that can be, and call back: whether there was room for it. */
        record Clean(Consumer<Boolean> whenDone) implements Request {}

        /** Look for space to take back. */
        record Look() implements Request {}

        /** Delete a received state that nobody wants. */
        record Discard(ReceivedState state) implements Request {}
    }

    private final List<Listener> waitingForForce = new ArrayList<>();
    private final List<Consumer<Boolean>> waitingForClean = new ArrayList<>();
    private final List<ReceivedState> unwanted = new ArrayList<>();

    public BackendLoop(Backend backend, Config config, Listener listener, DiskSpace space, Failpoints failpoints) {
        this.backend = backend;
        this.config = config;
        this.listener = listener;
        this.room = space.waitFor(DiskSpace.Need.UPKEEP);
        this.failpoints = failpoints;
    }

    @Override
    public String name() {
        return "backend";
    }

    @Override
    public void attach(Waker waker) {
        requests.bind(waker);
        backend.onUnforced(config.forceBytes, waker::wake);
    }

    /** Asks for a force soon; {@code whenDone} is called on this loop with the mark that is durable then. Any thread. */
    public boolean force(Listener whenDone) {
        return requests.offer(new Request.Force(whenDone));
    }

    /**
     * Asks to take back all space that can be, which takes some first; {@code whenDone} is called on this loop, with false where
     * there was none. Any thread.
     */
    public boolean cleanThoroughly(Consumer<Boolean> whenDone) {
        return requests.offer(new Request.Clean(whenDone));
    }

    /** Asks to look whether space can be taken back: after a compaction finished. Any thread. */
    public boolean clean() {
        return requests.offer(new Request.Look());
    }

    /** Has a received state deleted that will not be installed. Any thread. */
    public boolean discard(ReceivedState state) {
        return requests.offer(new Request.Discard(state));
    }

    @Override
    public int turn(long nowNanos) {
        int work = requests.drain(this::take, REQUESTS_MAX);
        try {
            work += discardUnwanted();
            if (!room.mayTry(nowNanos)) {
                return work;
            }
            work += forceIfDue(nowNanos);
            room.end();
            return work + cleanOnce();
        } catch (NoSpaceException e) {
            forceAgain = true;
            room.begin(nowNanos, e);
            return work;
        } catch (IOException e) {
            // Nothing may be assumed of the unforced bytes any more: the member stops and starts again from its log.
            throw new UncheckedIOException("the applied state can't be made durable: " + e.getMessage(), e);
        }
    }

    private void take(Request request) {
        if (request instanceof Request.Force force) {
            waitingForForce.add(force.whenDone());
        } else if (request instanceof Request.Clean clean) {
            waitingForClean.add(clean.whenDone());
            // Only what a durable segment follows can be cleaned.
            waitingForForce.add(mark -> {});
            cleaning = true;
            thorough = true;
        } else if (request instanceof Request.Discard discard) {
            unwanted.add(discard.state());
        } else {
            cleaning = true;
        }
    }

    private int discardUnwanted() throws IOException {
        int count = unwanted.size();
        for (ReceivedState state : unwanted) {
            state.discard();
        }
        unwanted.clear();
        return count;
    }

    private int forceIfDue(long nowNanos) throws IOException {
        long unforced = backend.unforcedBytes();
        if (unforced > 0 && forceAtNanos == NEVER) {
            forceAtNanos = nowNanos + config.forceIntervalNanos;
        }
        boolean due = unforced >= config.forceBytes || (unforced > 0 && nowNanos - forceAtNanos >= 0);
        if (!due && !forceAgain && waitingForForce.isEmpty()) {
            return 0;
        }
        forceAtNanos = NEVER;
        failpoints.reach(Failpoint.BEFORE_COMMIT);
        AppliedMark mark = backend.force();
        failpoints.reach(Failpoint.AFTER_COMMIT);
        listener.forced(mark);
        for (Listener waiting : waitingForForce) {
            waiting.forced(mark);
        }
        waitingForForce.clear();
        forceAgain = false;
        cleaning = true;
        return 1;
    }

    private int cleanOnce() throws IOException {
        if (!cleaning) {
            return 0;
        }
        try {
            if (backend.clean(thorough)) {
                return 1;
            }
            cleaned(true);
        } catch (NoSpaceException e) {
            // What is forced next makes it look again.
            cleaned(false);
        }
        return 0;
    }

    private void cleaned(boolean hadRoom) {
        cleaning = false;
        thorough = false;
        waitingForClean.forEach(waiting -> waiting.accept(hadRoom));
        waitingForClean.clear();
    }

    @Override
    public long deadlineNanos() {
        return room.isWaiting() ? room.deadlineNanos() : backend.unforcedBytes() > 0 ? forceAtNanos : NEVER;
    }

    /** The last force: whoever stops in order starts without replaying the log. */
    @Override
    public void detach() {
        try {
            if (backend.unforcedBytes() > 0) {
                listener.forced(backend.force());
            }
        } catch (NoSpaceException e) {
            // The next start replays a little more of the log.
            forceAgain = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
