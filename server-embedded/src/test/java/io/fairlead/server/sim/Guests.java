package io.fairlead.server.sim;

import io.fairlead.server.sim.checker.RevisionOrder;

/**
 * Clients that the simulator does not have of its own. They live in its world beside the others, ask for the same keys, write down
 * what they were told in the same books, and are judged with them.
 */
public interface Guests {
    /** The time of troubles begins. */
    void begin();

    /** Nobody begins anything from now on, nothing is lost any more, and what is under way may end. */
    void end();

    /** After the end: what is still under way, or was not told up to this revision; empty if nothing. */
    String unsettled(long revision);

    /** Judges what was told, and counts it; once, when the members agree and the order of revisions was checked. */
    void check(RevisionOrder order);
}
