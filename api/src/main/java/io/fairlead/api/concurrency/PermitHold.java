package io.fairlead.api.concurrency;

/** Permits of a semaphore that are held; see {@link Hold}. */
public interface PermitHold extends Hold {
    /** How many. */
    int permits();
}
