package io.fairlead.server.duty;

import io.fairlead.server.exec.Loop;

/** One thing that a leader does by the clock. All methods run on the duty loop. */
public interface Duty {
    /** This member leads in {@code term} from now on. */
    void lead(long term, long nowNanos);

    /** This member leads no more: whoever waits for the leader hears so. */
    void retire();

    /** Does what is due, a bounded piece of it; called only while this member leads. Returns how many things were done. */
    int turn(long nowNanos);

    /** When {@link #turn} has something to do even if nothing happens, in monotonic nanoseconds, or {@code Loop.NEVER}. */
    long deadlineNanos();

    /** What it has to see whether this member leads or not; called in every turn. Returns how many things were done. */
    default int attend(long nowNanos) {
        return 0;
    }

    /** When {@link #attend} has something to do, in monotonic nanoseconds, or {@code Loop.NEVER}. */
    default long attendanceNanos() {
        return Loop.NEVER;
    }

    /** The loop has ended: nobody may be left waiting, nor anybody who asks from now on. */
    default void close() {
        retire();
    }
}
