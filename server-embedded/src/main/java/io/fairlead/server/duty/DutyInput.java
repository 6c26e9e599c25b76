package io.fairlead.server.duty;

/** What may wait in the duty loop's mailbox: something to be done on the loop. */
@FunctionalInterface
public interface DutyInput {
    void enter(long nowNanos);
}
