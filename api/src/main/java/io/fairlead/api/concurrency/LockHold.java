package io.fairlead.api.concurrency;

/** A lock that is held; see {@link Hold}. */
public interface LockHold extends Hold {
    /**
     * Another handle of the same hold, under the same token, for a part of the program that gives back what it was handed. The
     * lock is free when every handle has been given back. This is the only way of holding a lock twice.
     *
     * @throws HoldLostException if this handle has been given back, or the lock is lost
     */
    LockHold again();
}
