package io.fairlead.api.concurrency;

import io.fairlead.api.Bytes;
import io.fairlead.api.kv.Cmp;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What a process holds through its session until it gives it back or loses it: a lock, permits, a leadership.
 *
 * <p>Believing in a hold protects nothing by itself: a process that was paused goes on believing. Pass {@link #fencingToken()}
 * to whatever the hold protects, or add {@link #guard()} to transactions.
 *
 * <p>Safe to share between threads.
 */
public interface Hold extends AutoCloseable {
    /** The key that stands for this hold. It hangs on the session's lease. */
    Bytes key();

    /**
     * The create revision of {@link #key()}: larger than the token of everybody who held before. A resource that remembers the
     * largest token it has seen, and refuses smaller ones, cannot be harmed by a holder from the past.
     */
    long fencingToken();

    /** Holds in a transaction if and only if this hold has not been given back or lost, as the cluster sees it. */
    Cmp guard();

    /**
     * True while this hold can be relied on, as far as this process can know: it was neither given back nor lost, and the
     * session surely lives. It turns false before the cluster gives to another what is held here. No call is made.
     */
    boolean isValid();

    /** For how long from now this hold surely stays, even if the connection breaks now; zero once it is not valid. */
    Duration validFor();

    /**
     * Runs {@code action} once when this hold is lost: when the session ends, or somebody deletes the key. On the client's
     * executor; at once if it is lost already; never if the hold is given back before.
     */
    void onLost(Runnable action);

    /**
     * Gives the hold back without waiting. Repeated in the background while the connection is broken, until the cluster has
     * confirmed or the session has ended; the future completes then, and never fails. Doing it twice is safe, and doing it
     * after a loss too.
     */
    CompletableFuture<Void> release();

    /**
     * Gives the hold back as {@link #release()} does, and waits for the first answer. What can't be confirmed now goes on in
     * the background; nothing is thrown. An interrupt ends the waiting alone.
     */
    @Override
    void close();
}
