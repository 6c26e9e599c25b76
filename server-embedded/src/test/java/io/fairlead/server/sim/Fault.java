package io.fairlead.server.sim;

import java.util.Locale;

/** Every kind of trouble that the world can make, as it is counted. */
public enum Fault {
    MESSAGE_LOST,
    MESSAGE_DOUBLED,
    MESSAGE_REORDERED,
    WIRE_CLOGGED,
    WIRE_LAGGING,
    LEADER_IN_THE_PAST,
    STREAM_BROKEN,
    PARTITION_OF_ONE,
    PARTITION_OF_LEADER,
    PARTITION_IN_HALVES,
    PARTITION_RING,
    PARTITION_BRIDGE,
    PARTITION_ONE_WAY,
    PARTITION_FLAPPING,
    KILL,
    KILL_OF_LEADER,
    KILL_OF_ALL,
    POWER_CUT,
    POWER_CUT_IN_DISK_CALL,
    AIMED_CRASH,
    CRASH_AT_FAILPOINT,
    SLEEP_AT_FAILPOINT,
    GRACEFUL_STOP,
    PAUSE,
    PAUSE_OF_LEADER,
    LOOP_STALLED,
    CLOCK_DRIFT,
    WALL_CLOCK_JUMP,
    SLOW_DISK,
    DISK_STALL,
    ERROR_ON_READ,
    ERROR_ON_WRITE,
    ERROR_ON_FORCE,
    DISK_FULL,
    BIT_ROT,
    SECTOR_UNREADABLE,
    WRITE_MISDIRECTED,
    WRITE_LOST,
    DATA_DELETED,
    DATA_SWAPPED,
    LEADERSHIP_TRANSFER,
    DEFRAGMENT,
    COMPACTION,
    SNAPSHOT_INSTALLED,
    LEARNER_ADDED,
    LEARNER_PROMOTED,
    VOTER_ADDED,
    MEMBER_REMOVED,
    LEADER_REMOVED,
    DEAD_MEMBER_REPLACED;

    /** How tables call it. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
