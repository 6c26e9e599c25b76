package io.fairlead.server.sim;

/** One kind of trouble that comes again and again, until the calm. */
interface Trouble {
    /** Mean time between two; {@link FaultPlan#NEVER} if the plan has none of this kind. */
    long nanosMean();

    void strike();
}
