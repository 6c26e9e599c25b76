package io.fairlead.cli.server;

import io.fairlead.cli.flag.FlagException;
import io.fairlead.server.embed.SecurityConfig;
import io.fairlead.server.tls.TlsConfig;
import io.fairlead.server.tls.TlsProtocol;
import java.nio.file.Path;
import java.util.Optional;

/** From etcd's flags about certificates to what a member's connections are secured by. */
final class TlsFlags {
    private TlsFlags() {}

    /**
     * What the flags ask for; the files are not read yet.
     *
     * @throws FlagException if they don't fit together, in etcd's words
     * @throws IllegalArgumentException likewise
     */
    static SecurityConfig read(ServerOptions options) {
        SecurityConfig security = SecurityConfig.defaults()
                .withAuto(options.isOn("auto-tls"), options.isOn("peer-auto-tls"), years(options))
                .withProtocol(TlsProtocol.of(
                        options.text("tls-min-version"),
                        options.text("tls-max-version"),
                        options.list("cipher-suites")));
        Optional<TlsConfig.Builder> client = pair(options, "cert-file", "key-file");
        if (client.isPresent()) {
            file(options, "trusted-ca-file").ifPresent(client.get()::trustedCa);
            file(options, "client-crl-file").ifPresent(client.get()::revocations);
            client.get()
                    .clientCertAuth(options.isOn("client-cert-auth"))
                    .allowedHosts(options.list("client-cert-allowed-hostname"));
            security = security.withClient(client.get().build());
        }
        Optional<TlsConfig.Builder> peer = pair(options, "peer-cert-file", "peer-key-file");
        if (peer.isPresent()) {
            file(options, "peer-trusted-ca-file").ifPresent(peer.get()::trustedCa);
            file(options, "peer-crl-file").ifPresent(peer.get()::revocations);
            peer.get()
                    .clientCertAuth(options.isOn("peer-client-cert-auth"))
                    .allowedNames(options.list("peer-cert-allowed-cn"))
                    .allowedHosts(options.list("peer-cert-allowed-hostname"))
                    .caller(file(options, "peer-client-cert-file"), file(options, "peer-client-key-file"))
                    .checksOrigin(!options.isOn("peer-skip-client-san-verification"));
            security = security.withPeer(peer.get().build());
        }
        return security;
    }

    private static int years(ServerOptions options) {
        long years = options.number("self-signed-cert-validity");
        return years < 0 || years > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) years;
    }

    private static Optional<TlsConfig.Builder> pair(ServerOptions options, String certificate, String key) {
        Optional<Path> first = file(options, certificate);
        Optional<Path> second = file(options, key);
        if (first.isPresent() != second.isPresent()) {
            throw new FlagException("KeyFile and CertFile must both be present[key: " + options.text(key) + ", cert: "
                    + options.text(certificate) + "]");
        }
        return first.map(present -> TlsConfig.builder(present, second.orElseThrow()));
    }

    private static Optional<Path> file(ServerOptions options, String flag) {
        return Optional.of(options.text(flag)).filter(text -> !text.isEmpty()).map(Path::of);
    }
}
