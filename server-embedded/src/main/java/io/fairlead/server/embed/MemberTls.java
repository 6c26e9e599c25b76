package io.fairlead.server.embed;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.storage.disk.Disk;
import io.fairlead.server.tls.DialTls;
import io.fairlead.server.tls.PortTls;
import io.fairlead.server.tls.TlsConfig;
import io.fairlead.server.transport.grpc.PeerTls;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the ports of one member are secured, with certificates of its own making where it was asked for. */
record MemberTls(Optional<PortTls> client, PeerTls peer) {
    private static final Duration SOON = Duration.ofDays(30);

    /**
     * Reads the files, and makes those that are to be made. Blocks.
     *
     * @param root the data directory
     * @throws IOException if a file can't be used; the message names it
     */
    static MemberTls open(ServerConfig config, Disk disk, Path root, Clock clock, System.Logger logger)
            throws IOException {
        SecurityConfig security = config.security();
        Instant now = Instant.ofEpochMilli(clock.wallMillis());
        SelfSigned own = new SelfSigned(disk, now);
        Path fixtures = root.resolve("fixtures");
        Optional<TlsConfig> client = security.client();
        if (client.isEmpty() && security.clientAuto()) {
            client = Optional.of(
                    own.in(fixtures.resolve("client"), config.listenClientUrls(), security.selfSignedYears()));
        }
        Optional<TlsConfig> peer = security.peer();
        if (peer.isEmpty() && security.peerAuto()) {
            peer = Optional.of(own.in(fixtures.resolve("peer"), config.listenPeerUrls(), security.selfSignedYears()));
        }
        List<URI> clientUrls = Stream.concat(
                        config.listenClientUrls().stream(), config.monitoring().listenMetricsUrls().stream())
                .toList();
        Optional<PortTls> clientPort = port("client", client, clientUrls, security, true);
        Optional<PortTls> peerPort = port("peer", peer, config.listenPeerUrls(), security, false);
        clientPort.ifPresent(port -> warnOfEnd("client", port, now, logger));
        peerPort.ifPresent(port -> warnOfEnd("peer", port, now, logger));
        DialTls outgoing = peer.isPresent() ? DialTls.open(peer.get(), security.protocol()) : DialTls.withoutFiles();
        return new MemberTls(clientPort, new PeerTls(peerPort, outgoing));
    }

    /** Certificates without an address that wants them are not read, as in etcd. */
    private static Optional<PortTls> port(
            String name, Optional<TlsConfig> files, List<URI> urls, SecurityConfig security, boolean pages)
            throws IOException {
        return files.isPresent() && urls.stream().anyMatch(ServerConfig::isSecure)
                ? Optional.of(PortTls.open(name, files.get(), security.protocol(), pages))
                : Optional.empty();
    }

    private static void warnOfEnd(String port, PortTls tls, Instant now, System.Logger logger) {
        if (tls.end().isBefore(now.plus(SOON))) {
            logger.log(
                    Level.WARNING,
                    "the certificate of the {0} port is good until {1}: put another in its place, no restart is needed",
                    port,
                    tls.end());
        }
    }
}
