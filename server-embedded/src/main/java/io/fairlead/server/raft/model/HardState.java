package io.fairlead.server.raft.model;

/**
 * What must be on disk before a message that depends on it leaves: the current term, the candidate voted for in it (0:
 * none), and the commit index. A change of commit alone need not be forced.
 */
public record HardState(long term, long vote, long commit) {
    public static final HardState EMPTY = new HardState(0, 0, 0);

    public boolean isEmpty() {
        return term == 0 && vote == 0 && commit == 0;
    }
}
