package io.fairlead.cli.chaos.history;

/**
 * One holding of a lock, as the holder knew it.
 *
 * @param name of the lock
 * @param token the fencing token
 * @param acquired when the holder was told
 * @param lastValid the last time, by the holder's clock, that it was told that the hold is good
 */
public record HeldLock(String name, long token, long acquired, long lastValid) {}
