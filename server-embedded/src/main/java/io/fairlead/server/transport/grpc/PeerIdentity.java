package io.fairlead.server.transport.grpc;

import java.util.List;

/**
 * Who this member is to its peers.
 *
 * @param peerUrls where it is reached, told to peers that do not know it yet so that they can answer
 */
public record PeerIdentity(long clusterId, long memberId, List<String> peerUrls) {
    public PeerIdentity {
        peerUrls = List.copyOf(peerUrls);
    }
}
