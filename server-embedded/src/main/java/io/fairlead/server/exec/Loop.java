package io.fairlead.server.exec;

/**
 * A piece of work with state of its own that is run by taking turns. The host never runs two turns of one loop at the same
 * time, and what one turn wrote the next one sees, so a loop needs no locks.
 *
 * <p>A turn takes what waits in its mailboxes, up to a bound, works, and returns. An exception thrown from a turn stops the
 * member: a loop handles its callers' and its environment's errors itself.
 */
public interface Loop {
    /** "No deadline": only a wake-up gives the loop its next turn. */
    long NEVER = Long.MAX_VALUE;

    /** A short name, also that of the thread, such as {@code raft}. */
    String name();

    /** Called once by the host before the first turn. The loop binds its mailboxes to {@code waker}. */
    void attach(Waker waker);

    /**
     * Does a bounded piece of work.
     *
     * @param nowNanos the monotonic time, the same for the whole turn
     * @return how many things were done; 0 tells the host that the loop may rest until it is woken or its deadline comes
     */
    int turn(long nowNanos);

    /** When the loop wants a turn even if nobody wakes it, in monotonic nanoseconds, or {@link #NEVER}. */
    long deadlineNanos();

    /** Called once by the host after the last turn, on the loop's own thread: close files, answer waiters. */
    default void detach() {}
}
