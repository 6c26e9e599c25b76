package io.fairlead.server.sim;

/**
 * The member is gone in the middle of what it does. An error, so that nobody takes it for one of the disk's own answers, or for a
 * mistake.
 */
public final class SimCrash extends Error {
    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final boolean powerCut;

    /** The power went out in a call of the disk. */
    public SimCrash(String where) {
        this(where, Fault.POWER_CUT_IN_DISK_CALL, true);
    }

    /** @param powerCut whether what was not forced is lost, too */
    SimCrash(String where, Fault fault, boolean powerCut) {
        super(where);
        this.fault = fault;
        this.powerCut = powerCut;
    }

    /** As what it is counted. */
    Fault fault() {
        return fault;
    }

    boolean isPowerCut() {
        return powerCut;
    }
}
