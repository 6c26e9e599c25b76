package io.fairlead.server.embed;

import io.fairlead.server.tls.TlsConfig;
import io.fairlead.server.tls.TlsProtocol;
import java.util.Optional;

/**
 * How a member's connections are secured; all of it about URLs that begin with {@code https:}.
 *
 * @param client the certificates of the client port
 * @param peer those of the peer port, and of connections to other members
 * @param clientAuto without {@code client}: the member makes itself a certificate for the client port, which clients can't check
 * @param peerAuto the same between members: encrypted, and open to everybody who reaches the port
 * @param selfSignedYears how long a certificate of its own making is good
 * @param protocol versions and ciphers of all of them
 */
public record SecurityConfig(
        Optional<TlsConfig> client,
        Optional<TlsConfig> peer,
        boolean clientAuto,
        boolean peerAuto,
        int selfSignedYears,
        TlsProtocol protocol) {
    private static final int SELF_SIGNED_YEARS_MAX = 100;

    public SecurityConfig {
        ServerConfig.require(
                !(clientAuto || peerAuto) || (selfSignedYears > 0 && selfSignedYears <= SELF_SIGNED_YEARS_MAX),
                "selfSignedCertValidity is invalid,it should be greater than 0");
    }

    /** No certificates: everything in clear. */
    public static SecurityConfig defaults() {
        return new SecurityConfig(Optional.empty(), Optional.empty(), false, false, 1, TlsProtocol.defaults());
    }

    public SecurityConfig withClient(TlsConfig value) {
        return new SecurityConfig(Optional.of(value), peer, clientAuto, peerAuto, selfSignedYears, protocol);
    }

    public SecurityConfig withPeer(TlsConfig value) {
        return new SecurityConfig(client, Optional.of(value), clientAuto, peerAuto, selfSignedYears, protocol);
    }

    /** Certificates of the member's own making where none are given, good for so many years. */
    public SecurityConfig withAuto(boolean forClients, boolean forPeers, int years) {
        return new SecurityConfig(client, peer, forClients, forPeers, years, protocol);
    }

    public SecurityConfig withProtocol(TlsProtocol value) {
        return new SecurityConfig(client, peer, clientAuto, peerAuto, selfSignedYears, value);
    }

    boolean securesClients() {
        return client.isPresent() || clientAuto;
    }

    boolean securesPeers() {
        return peer.isPresent() || peerAuto;
    }
}
