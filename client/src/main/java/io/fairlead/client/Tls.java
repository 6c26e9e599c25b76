package io.fairlead.client;

import io.fairlead.client.tls.PemKeyManager;
import io.fairlead.client.tls.PemTrustManager;
import io.fairlead.client.tls.TlsCredentials;
import io.grpc.ChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;

/**
 * How connections are secured: whom the client trusts, and the certificate it shows of itself.
 *
 * <p>The certificate of a server must name the host that stands in the endpoint; this check can't be switched off, only told
 * of another name by {@link #authority}. TLS is spoken in versions 1.2 and 1.3.
 *
 * <p>PEM files are looked at again at every handshake: after a change, new connections use the new content, while connections
 * that are open go on. A file that can't be used is logged once and changes nothing. Immutable; safe to share between clients.
 */
public final class Tls {
    /** Empty for the authorities the JVM trusts. */
    private final Optional<TrustManager> trust;

    private final Optional<KeyManager> identity;
    private final Optional<String> authority;

    private Tls(Optional<TrustManager> trust, Optional<KeyManager> identity, Optional<String> authority) {
        this.trust = trust;
        this.identity = identity;
        this.authority = authority;
    }

    /** Trusts the authorities that the JVM trusts. */
    public static Tls system() {
        return new Tls(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Trusts whom the certificates in this file signed. Reads the file.
     *
     * @throws IllegalArgumentException if the file can't be used; the message says why
     */
    public static Tls fromPem(Path authorities) {
        try {
            return new Tls(Optional.of(new PemTrustManager(authorities)), Optional.empty(), Optional.empty());
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * As {@link #fromPem(Path)} with {@link #identity(Path, Path)}.
     *
     * @throws IllegalArgumentException if a file can't be used; the message says why
     */
    public static Tls fromPem(Path authorities, Path certificate, Path key) {
        return fromPem(authorities).identity(certificate, key);
    }

    /**
     * Trusts as a trust manager of the JDK does, such as those of {@link javax.net.ssl.TrustManagerFactory}.
     *
     * @throws IllegalArgumentException if none of these is an {@link X509ExtendedTrustManager}: the others don't look at the
     *     name of the server
     */
    public static Tls trusting(TrustManager... managers) {
        TrustManager first = Stream.of(managers)
                .filter(X509ExtendedTrustManager.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no X509ExtendedTrustManager: others don't check the name of the server"));
        return new Tls(Optional.of(first), Optional.empty(), Optional.empty());
    }

    /**
     * Shows this certificate to servers that ask for one. Reads the files.
     *
     * @param certificate the client's certificate, followed by what leads from it to a root
     * @param key its private key, without a password
     * @throws IllegalArgumentException if a file can't be used, or the two don't belong together; the message says why
     */
    public Tls identity(Path certificate, Path key) {
        try {
            return new Tls(trust, Optional.of(new PemKeyManager(certificate, key)), authority);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Shows certificates as a key manager of the JDK does, such as those of {@link javax.net.ssl.KeyManagerFactory}.
     *
     * @throws IllegalArgumentException if none of these is an {@link X509KeyManager}
     */
    public Tls identity(KeyManager... managers) {
        KeyManager first = Stream.of(managers)
                .filter(X509KeyManager.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no X509KeyManager"));
        return new Tls(trust, Optional.of(first), authority);
    }

    /**
     * Expects every server to be called so, whatever stands in its endpoint: for members that are reached by addresses which
     * their certificates don't name.
     */
    public Tls authority(String host) {
        return new Tls(trust, identity, Optional.of(host));
    }

    Optional<String> authority() {
        return authority;
    }

    /** The same for a channel. What {@link #authority} says is left to whoever builds it. */
    ChannelCredentials credentials() {
        return TlsCredentials.of(trust, identity);
    }

    /** What is set, nothing of what it is. */
    @Override
    public String toString() {
        return "Tls[trust=" + (trust.isPresent() ? "given" : "system") + ", identity="
                + (identity.isPresent() ? "given" : "none")
                + authority.map(name -> ", authority=" + name).orElse("")
                + "]";
    }
}
