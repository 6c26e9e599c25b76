package io.fairlead.server.raft;

/**
 * A batch of linearizable reads is confirmed: once this member has applied {@code index}, its state covers everything that
 * was committed when the read was asked for.
 *
 * @param context as given to {@link RaftCore#readIndex}
 */
public record ReadState(long context, long index) {}
