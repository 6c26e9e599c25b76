package io.fairlead.benchmarks.load;

import io.grpc.Status;

/** Told what became of operations. Any thread. */
interface Endings {
    /** The operation of this slot is over. */
    void ended(int slot, Status status);

    /** An event of an operation that was due at {@code dueNanos} reached one of those that wait for it. */
    void delivered(long dueNanos);
}
