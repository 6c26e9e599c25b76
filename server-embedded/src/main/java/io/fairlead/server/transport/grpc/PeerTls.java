package io.fairlead.server.transport.grpc;

import io.fairlead.server.tls.DialTls;
import io.fairlead.server.tls.PortTls;
import java.util.Optional;

/**
 * How connections between members are secured.
 *
 * @param incoming of peer URLs that begin with "https:"; empty where there are none
 * @param outgoing to those of others
 */
public record PeerTls(Optional<PortTls> incoming, DialTls outgoing) {
    /** For a member without certificates: it listens in clear alone. */
    public static PeerTls none() {
        return new PeerTls(Optional.empty(), DialTls.withoutFiles());
    }
}
