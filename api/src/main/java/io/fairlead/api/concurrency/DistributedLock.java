package io.fairlead.api.concurrency;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A lock without using the fencing token protects nothing across pauses: a holder that stands still for longer than its
 * session lives wakes up beside the next one, and only {@link Hold#fencingToken()} or {@link Hold#guard()} keeps it out.
 *
 * <p>Contenders stand in a line in the order in which they came; a holder that dies loses its place with its session. The line
 * is that of etcd's own lock: its keys are the name, a slash and the lease's id in hexadecimal digits, and the oldest key
 * holds. So {@code etcdctl lock} and the lock service of the server stand in the same line. A name must not continue another's
 * with a slash: the lines of {@code a} and {@code a/b} get in each other's way, as they do in etcd.
 *
 * <p>Not re-entrant, neither by thread nor by lock object: whoever asks again stands in line behind itself. What holds the lock
 * is the {@link LockHold}; {@link LockHold#again()} holds it twice. Threads that share a session or this object exclude each
 * other as processes do.
 *
 * <p>A broken connection does not end the waiting: it goes on elsewhere while the session lives. All methods fail with a
 * {@link io.fairlead.api.RefusedException} of SESSION_EXPIRED when the session has ended or the place in the line was deleted,
 * and as any call does if the cluster refuses (for lack of a right, say). Whoever does not get the lock leaves no key behind:
 * what can't be deleted now is deleted in the background, or goes with the session. So every method may be repeated.
 *
 * <p>Safe to share between threads.
 */
public interface DistributedLock {
    /** The name, which is also where the keys of the line stand. */
    String name();

    /** Waits for the lock without limit; a thread that is interrupted leaves the line. */
    LockHold acquire();

    /** Waits for the lock at most so long; empty if it did not come in that time, for whatever passing reason. */
    Optional<LockHold> tryAcquire(Duration timeout);

    /**
     * Takes the lock if nobody holds it or stands in line, in one step; never disturbs those who wait. Fails as a write does if
     * no answer comes within the deadline; the lock is not held then.
     */
    Optional<LockHold> tryAcquire();

    /**
     * Waits for the lock without a thread. However the future ends but with the hold, by {@link CompletableFuture#cancel} or
     * {@link CompletableFuture#orTimeout}, the place in the line is given up at the cluster too. That holds for this future,
     * not for those derived from it.
     */
    CompletableFuture<LockHold> acquireAsync();

    /**
     * Waits for the lock, does the work on this thread, and gives the lock back. If the lock is lost meanwhile, the thread is
     * interrupted until the work ends.
     *
     * @throws E what the work threw, if the lock was not lost
     * @throws HoldLostException if the lock was lost before the work ended, however it ended; what it threw is the cause
     */
    <E extends Exception> void run(HeldWork<? super LockHold, E> work) throws E;
}
