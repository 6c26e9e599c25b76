package io.fairlead.server.tls;

import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which versions of TLS are spoken, and with which ciphers.
 *
 * @param versions as the JDK calls them, the newest first
 * @param cipherSuites for TLS 1.2, by their registered names; empty: what gRPC takes for HTTP/2. Those of TLS 1.3 are fixed
 */
public record TlsProtocol(List<String> versions, List<String> cipherSuites) {
    private static final String OLDER = "TLSv1.2";
    private static final String NEWER = "TLSv1.3";

    /** Not to be chosen, and never left out: a list without them would switch TLS 1.3 off. */
    private static final List<String> OF_THE_NEWER =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    public TlsProtocol {
        versions = List.copyOf(versions);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** TLS 1.3 and 1.2. */
    public static TlsProtocol defaults() {
        return new TlsProtocol(List.of(NEWER, OLDER), List.of());
    }

    /**
     * From what etcd's flags say.
     *
     * @param minimum {@code TLS1.2}, {@code TLS1.3}, or empty for the former
     * @param maximum the same, or empty for the newest
     * @throws IllegalArgumentException in etcd's words
     */
    public static TlsProtocol of(String minimum, String maximum, List<String> cipherSuites) {
        boolean fromNewer = version(minimum, OLDER).equals(NEWER);
        boolean toOlder = version(maximum, NEWER).equals(OLDER);
        if (fromNewer && toOlder) {
            throw new IllegalArgumentException(
                    "min version (" + minimum + ") is greater than max version (" + maximum + ")");
        }
        if (fromNewer && !cipherSuites.isEmpty()) {
            throw new IllegalArgumentException("cipher suites cannot be configured when only TLS1.3 is enabled");
        }
        List<String> versions = new ArrayList<>();
        if (!toOlder) {
            versions.add(NEWER);
        }
        if (!fromNewer) {
            versions.add(OLDER);
        }
        return new TlsProtocol(versions, cipherSuites);
    }

    private static String version(String flag, String otherwise) {
        return switch (flag) {
            case "" -> otherwise;
            case "TLS1.2" -> OLDER;
            case "TLS1.3" -> NEWER;
            default ->
                throw new IllegalArgumentException(
                        "unexpected TLS version \"" + flag + "\" (must be one of: TLS1.2, TLS1.3)");
        };
    }

    void applyTo(SslContextBuilder context) {
        context.protocols(versions);
        if (!cipherSuites.isEmpty()) {
            context.ciphers(
                    Stream.concat(cipherSuites.stream(), OF_THE_NEWER.stream()).toList());
        }
    }
}
