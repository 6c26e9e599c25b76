package io.fairlead.server.sim.checker;

import io.fairlead.server.raft.model.LogSlice;
import java.util.Set;

/** The machines of a world, as far as checkers look into them. Members are called by their ids. */
public interface Machines {
    /** What messages call a member. */
    String nameOf(long member);

    /** Who the voters are by this member's own applied state; nobody where it is down. */
    Set<Long> votersBy(long member);

    /**
     * What would surely be left of its log if the power went out now.
     *
     * @throws BrokenPromise where a start would be refused by it
     */
    LogSlice durableLogOf(long member);

    /** Whether its disk lost or damaged anything, ever. */
    boolean isDamaged(long member);

    /** How often its disk was forced. */
    long forcesOf(long member);

    /** Whether the membership stays as it is in this world, and no disk has lost anything yet. */
    boolean areSteady();
}
