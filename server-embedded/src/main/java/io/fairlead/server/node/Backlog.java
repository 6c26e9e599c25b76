package io.fairlead.server.node;

/**
 * What waits inside a member at one moment of its raft loop. A member that nobody asks for anything comes down to {@link #NONE}
 * whatever happened before: what stays was forgotten by whoever took it in, and is missing from its limit for ever.
 *
 * @param proposals requests whose outcome somebody waits for
 * @param parked of these, those that could not be offered to the log yet
 * @param reads readers that wait for a round of the leader
 * @param promises hashes, defragmentations and the like that somebody waits for
 * @param committed tasks that wait to be applied
 * @param uncommittedBytes data of log entries that wait for a quorum
 */
public record Backlog(int proposals, int parked, int reads, int promises, int committed, long uncommittedBytes) {
    public static final Backlog NONE = new Backlog(0, 0, 0, 0, 0, 0);
}
