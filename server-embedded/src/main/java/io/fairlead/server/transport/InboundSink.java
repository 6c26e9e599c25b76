package io.fairlead.server.transport;

import io.fairlead.server.raft.model.Message;
import java.io.IOException;

/** What peers' words reach. Every method may be called from any transport thread and never blocks. */
public interface InboundSink {
    /** A message from a peer of this cluster, or a fact about a link. Dropped where this member is overloaded. */
    void receive(Message message);

    /**
     * A peer begins to send its state.
     *
     * @throws IOException if it can't be taken now; the peer is told and tries again later
     */
    SnapshotSink openSnapshot(Message.InstallSnapshot announcement) throws IOException;

    /**
     * A voter said that this member has been removed from the cluster, and won't forget it. This member must stop when enough
     * have said so. Until then it goes on to vote and to answer, also when it knows of its removal: those that do not may need
     * it to learn the same.
     */
    void removedFromCluster(long peerId);
}
