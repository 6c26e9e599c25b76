package io.fairlead.benchmarks.load;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which cluster, and as whom.
 *
 * @param endpoints as etcdctl takes them: {@code host:port}, or a URL
 * @param cacert PEM of who may have signed the servers' certificates; with it, or with https, TLS is spoken
 * @param cert the client's certificate
 * @param key its key
 * @param user {@code name:password} where authentication is on
 */
public record Target(
        List<String> endpoints, Optional<Path> cacert, Optional<Path> cert, Optional<Path> key, Optional<String> user) {
    public Target {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint");
        }
        if (cert.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("a certificate and its key are given together");
        }
        if (user.isPresent() && !user.get().contains(":")) {
            throw new IllegalArgumentException("a user is given as name:password");
        }
        endpoints.forEach(Target::uri);
    }

    /** A cluster without TLS and users. */
    public static Target plain(List<String> endpoints) {
        return new Target(endpoints, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Ports of those endpoints that are on this machine's loopback address. */
    public Set<Integer> localPorts() {
        return endpoints.stream()
                .map(Target::uri)
                .filter(uri -> Set.of("localhost", "127.0.0.1", "[::1]").contains(uri.getHost()))
                .map(URI::getPort)
                .collect(Collectors.toSet());
    }

    static URI uri(String endpoint) {
        URI uri = URI.create(endpoint.contains("://") ? endpoint : "http://" + endpoint);
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IllegalArgumentException("not host:port: " + endpoint);
        }
        return uri;
    }

    ChannelCredentials credentials(String endpoint) {
        if (cacert.isEmpty() && cert.isEmpty() && !uri(endpoint).getScheme().equals("https")) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        try {
            if (cacert.isPresent()) {
                tls.trustManager(cacert.get().toFile());
            }
            if (cert.isPresent()) {
                tls.keyManager(cert.get().toFile(), key.orElseThrow().toFile());
            }
        } catch (IOException e) {
            throw new LoadFailure("can't read the certificates: " + e.getMessage(), e);
        }
        return tls.build();
    }

    /** Without the password, which is nobody's business in a log. */
    @Override
    public String toString() {
        return String.join(",", endpoints);
    }
}
