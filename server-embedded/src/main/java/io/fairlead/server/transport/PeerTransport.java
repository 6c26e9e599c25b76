package io.fairlead.server.transport;

import io.fairlead.server.raft.model.Message;
import java.util.Collection;
import java.util.List;

/** Sends messages to peers. */
public interface PeerTransport extends AutoCloseable {
    /** Begins to receive. Called once, before any other method. */
    void start(InboundSink sink);

    /**
     * Hands over messages for their {@code to}; never blocks. A message that can't be sent is dropped, and the sink hears of
     * it as {@link Message.PeerUnreachable} (or a failed {@link Message.SnapshotReport}). Called by the raft loop, in order.
     */
    void send(List<Message> messages);

    /**
     * Streams {@code source} to {@code announcement.to()}, off the caller's thread, and closes it. The sink hears a {@link
     * Message.SnapshotReport} at the end, whichever way it ends.
     */
    void sendSnapshot(Message.InstallSnapshot announcement, SnapshotSource source);

    /** From now on there are exactly these peers: opens and closes links as needed. Called by the raft loop. */
    void reconcile(Collection<PeerAddress> peers);

    /** How long {@code memberId} has been connected without a break, in nanoseconds; 0 if it is not connected. */
    long connectedNanos(long memberId);

    /** Asks the leader's member for what only it can answer; see {@link LeaderCalls}. */
    LeaderCalls leaderCalls();

    @Override
    void close();
}
