package io.fairlead.api.concurrency;

import io.fairlead.api.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Agrees on one leader at a time, who may be a leader from the past after a pause: only the fencing token of its {@link Term}
 * keeps that one from doing harm.
 *
 * <p>Candidates stand in a line in the order in which they came, and the oldest leads. The line is that of etcd's own election:
 * its keys are the name, a slash and the lease's id in hexadecimal digits, and the value is what the candidate proclaims. So
 * {@code etcdctl elect} and the election service of the server take part. Failures, lost sessions and giving up are as with
 * {@link DistributedLock}.
 *
 * <p>Safe to share between threads.
 */
public interface Election {
    /** The name, which is also where the keys of the line stand. */
    String name();

    /** Waits to be elected without limit; a thread that is interrupted leaves the line. */
    Term campaign(Bytes proposal);

    /** Waits to be elected at most so long; empty if it was not in that time. */
    Optional<Term> campaign(Bytes proposal, Duration timeout);

    /** Waits to be elected without a thread; ends as {@link DistributedLock#acquireAsync()} does. */
    CompletableFuture<Term> campaignAsync(Bytes proposal);

    /** Who leads now, linearizable; empty if nobody does. */
    Optional<ElectionState.Leader> leader();

    /**
     * Tells who leads: first the present state, then every change of leader or proposal, vacancies included, in the order in
     * which they were, each once, over disconnections too. After a compaction of what was missed, the present state is told
     * instead. On the client's executor, one call at a time; if the receiver throws, the observation ends.
     */
    Observation observe(Consumer<? super ElectionState> receiver);

    /**
     * Leads again and again: campaigns, does the work on this thread while it leads, interrupts the thread when the leadership
     * is lost, resigns when the work returns, and campaigns anew. When the session has ended it goes on with sessions of its
     * own of the same time to live, closed at the end. It ends when the thread is interrupted from outside, when the work
     * throws while the term is still current, or when the cluster refuses; what the work throws after the leadership was lost
     * ends its term alone.
     *
     * @throws E what the work threw while it led
     * @throws io.fairlead.api.InterruptedCallException if the thread was interrupted from outside; the flag is set again
     */
    <E extends Exception> void runWhileLeader(Bytes proposal, HeldWork<? super Term, E> work) throws E;
}
