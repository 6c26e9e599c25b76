package io.fairlead.api.concurrency;

import io.fairlead.api.Bytes;
import io.fairlead.api.kv.Cmp;
import io.fairlead.api.kv.Op;

/** An item of a {@link WorkQueue} that this process has claimed. Safe to share between threads. */
public interface WorkClaim extends AutoCloseable {
    /** What is to be done. */
    Bytes payload();

    /** Its priority. */
    int priority();

    /** 1 when the item is delivered for the first time, 2 after one claimer died or gave it back, and so on. */
    long delivery();

    /** Grows with every claim of the queue; to be shown to whatever the work is done on. */
    long fencingToken();

    /** Holds while the item is claimed by this claim: for transactions of the work itself. */
    Cmp guard();

    /** True while the item is neither acknowledged nor given back and the session lives, as far as this process can know. */
    boolean isValid();

    /**
     * The work is done: removes the item, and carries out these steps in the same transaction, all or nothing. So what the
     * steps write is written exactly once per item. Asking again gives the same answer.
     *
     * @return false, and nothing was changed, if the claim had been lost: the item is, or was, somebody else's
     * @throws io.fairlead.api.FairleadException if no answer came. With outcome UNKNOWN the item may be gone; asking again is
     *     safe
     */
    boolean ack(Op... steps);

    /**
     * Gives the item back, to be delivered again, unless it was acknowledged. If the cluster can't be reached, the item goes
     * back with the session.
     */
    @Override
    void close();
}
