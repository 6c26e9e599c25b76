package io.fairlead.server.storage.wal;

import io.fairlead.api.Bytes;
import io.fairlead.server.pb.etcdserverpb.Metadata;
import io.fairlead.server.raftcodec.MalformedRaftDataException;
import io.fairlead.server.raftcodec.RaftCodec;

/** Whose log this is. Stands at the head of each segment and never changes. */
public record WalMetadata(long nodeId, long clusterId) {
    Bytes encode() {
        return RaftCodec.bytes(
                Metadata.newBuilder().setNodeID(nodeId).setClusterID(clusterId).build());
    }

    static WalMetadata decode(Bytes bytes) throws MalformedRaftDataException {
        Metadata metadata = RaftCodec.parse(Metadata.parser(), bytes, "metadata");
        return new WalMetadata(metadata.getNodeID(), metadata.getClusterID());
    }

    @Override
    public String toString() {
        return "member " + Long.toHexString(nodeId) + " of cluster " + Long.toHexString(clusterId);
    }
}
