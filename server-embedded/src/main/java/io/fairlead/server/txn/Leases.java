package io.fairlead.server.txn;

/** Which leases exist, as the applied state has it. Asked on the apply loop. */
@FunctionalInterface
public interface Leases {
    boolean exists(long id);
}
