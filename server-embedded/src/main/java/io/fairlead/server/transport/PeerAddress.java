package io.fairlead.server.transport;

import java.util.List;

/** Where a member can be reached by its peers. */
public record PeerAddress(long memberId, List<String> peerUrls) {
    public PeerAddress {
        peerUrls = List.copyOf(peerUrls);
    }
}
